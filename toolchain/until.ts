import { setInterval } from "node:timers/promises";

/** Looks ten times a second until something holds; @returns whether it came to hold within the time. */
export async function until(holds: () => boolean | Promise<boolean>, limitSeconds: number): Promise<boolean> {
  if (await holds()) return true;
  const end = performance.now() + limitSeconds * 1000;
  for await (const _ of setInterval(100)) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
  }
  return false;
}
