import { firstAnswer, type Seen } from "../measures/poller";
import type { Entry } from "./way";

const POLL_MS = 5;
const LIMIT_MS = 180_000;

/** What a client sees, in milliseconds of the system's clock. */
export interface Client {
  /** Until an answer is the one that is waited for. */
  first(wanted: (seen: Seen) => boolean): Promise<number>;
}

export const pollingClient = ({ url, ca, key }: Entry): Client => ({
  first: (wanted) =>
    firstAnswer({ url: `${url}/health`, ca, headers: { "x-api-key": key }, everyMs: POLL_MS }, wanted, LIMIT_MS),
});

/**
 * True once at least so many of the last answers are like this. A single answer tells little: a gateway that turns a client away
 * still lets one request a second through, and one pod may be ahead of the other.
 */
export function amongLast(count: number, atLeast: number, like: (seen: Seen) => boolean): (seen: Seen) => boolean {
  const last: boolean[] = [];
  return (seen) => {
    last.push(like(seen));
    if (last.length > count) last.shift();
    return last.filter(Boolean).length >= atLeast;
  };
}
