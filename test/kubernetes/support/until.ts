import { setTimeout as sleep } from "node:timers/promises";

/** Two cores that do everything at once can be slow; a condition that holds at last is what a test is about. */
const PATIENCE_MS = 5 * 60_000;
const INTERVAL_MS = 500;

/**
 * Asks again until the answer is there, and returns it.
 * @throws Error with what was awaited and the last error, when it never is
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  { patienceMs = PATIENCE_MS, intervalMs = INTERVAL_MS } = {},
): Promise<T> {
  const end = Date.now() + patienceMs;
  let last: unknown;
  do {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(intervalMs);
  } while (Date.now() < end);
  throw new Error(`${what}: not within ${patienceMs / 1000} s${last ? `; last error: ${last}` : ""}`);
}
