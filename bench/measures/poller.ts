import { Agent, request } from "node:https";

export interface PollOptions {
  readonly url: string;
  readonly ca: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly everyMs: number;
}

export interface Seen {
  readonly status: number;
  readonly slot: string | undefined;
}

/** Enough for a slow answer, too few to bury a service that does not answer at all. */
const MOST_IN_FLIGHT = 64;
const TIMEOUT_MS = 10_000;

/**
 * Asks at a steady rate until an answer is the one that is waited for. Each request has a connection of its own (TLS
 * sessions are resumed), as a kept one could stay with a gateway process that is about to end.
 * @returns when that answer arrived, in milliseconds of the system's clock
 */
export function firstAnswer(options: PollOptions, wanted: (seen: Seen) => boolean, limitMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: false });
  let inFlight = 0;
  return new Promise<number>((resolve, reject) => {
    const ask = () => {
      if (inFlight >= MOST_IN_FLIGHT) return;
      inFlight++;
      const asking = request(options.url, {
        ca: options.ca,
        agent,
        headers: { ...options.headers },
        timeout: TIMEOUT_MS,
      });
      asking.on("response", (response) => {
        const slot = response.headers["x-slot"];
        if (wanted({ status: response.statusCode ?? 0, slot: typeof slot === "string" ? slot : undefined })) {
          end(() => resolve(Date.now()));
        }
        response.resume();
      });
      asking.on("timeout", () => asking.destroy());
      // Nobody listens yet, or no longer: the next request will tell.
      asking.on("error", () => undefined);
      asking.on("close", () => inFlight--);
      asking.end();
    };
    const timer = setInterval(ask, options.everyMs);
    const late = new Error(`${options.url} did not give the expected answer within ${limitMs / 1000} s`);
    const limit = setTimeout(() => end(() => reject(late)), limitMs);
    const end = (settle: () => void) => {
      clearInterval(timer);
      clearTimeout(limit);
      settle();
    };
  }).finally(() => agent.destroy());
}
