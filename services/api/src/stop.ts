import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { Server } from "./serve";

export interface StopOptions {
  /** Time for whoever sends traffic here to notice that `/health` says 503. */
  readonly drainSeconds: number;
  /** Longest wait for the requests that still run after that. */
  readonly finishSeconds: number;
  /** Cuts the drain period short. @default - never */
  readonly hurry?: AbortSignal;
  readonly log: Logger;
}

/** Leaves without losing a request. Returns the exit code: 0, or 1 when requests had to be cut off. */
export async function stopGracefully(server: Server, options: StopOptions): Promise<0 | 1> {
  const { drainSeconds, finishSeconds, hurry, log } = options;
  server.drain.begin();
  log.info(
    { drainSeconds, inFlight: server.drain.inFlight },
    "draining: /health answers 503, requests are still served",
  );
  await pause(drainSeconds * 1000, undefined, { signal: hurry }).catch(() => log.info("drain period cut short"));
  const deadline = new AbortController();
  const late = pause(finishSeconds * 1000, "late" as const, { signal: deadline.signal }).catch(
    () => "cancelled" as const,
  );
  const outcome = await Promise.race([server.close().then(() => "closed" as const), late]);
  deadline.abort();
  if (outcome === "closed") {
    log.info("stopped");
    return 0;
  }
  log.error({ inFlight: server.drain.inFlight, finishSeconds }, "stopped with requests cut off");
  return 1;
}
