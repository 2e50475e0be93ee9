import { setTimeout as delay } from "node:timers/promises";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

export interface Patience {
  /** No new attempt starts after it. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly isPassing: (error: unknown) => boolean;
}

/** Tries until it works, fails for good, or patience ends: then with the last failure. */
export async function patiently<T>(attempt: () => Promise<T>, { seconds, signal, isPassing }: Patience): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || performance.now() + pause > deadline) throw error;
      await delay(pause, undefined, { signal });
    }
  }
}
