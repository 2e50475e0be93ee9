import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 30_000;
const BETWEEN_TRIES_MS = 250;

/** Tries again while the engine refuses for a reason that passes by itself, such as a container still letting go. */
export async function retryWhile<T>(passing: RegExp, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const temporary = error instanceof Error && passing.test(error.message);
      if (!temporary || Date.now() > deadline) throw error;
    }
    await pause(BETWEEN_TRIES_MS, undefined, { signal });
  }
}
