import { retryWhile } from "../../toolchain/plugins/docker/retry";

/** Docker 20.10 may still count a container that is gone among a network's; half a minute later it no longer does. */
export async function untilGone(down: () => Promise<void>): Promise<void> {
  await retryWhile(/has active endpoints/i, down, new AbortController().signal);
}
