import type { Slot } from "../../slots/slot";
import type { Settled, SettledSlot } from "../input";

/** Also the `proxy` label of the slot's metrics. */
export function backendOf(slot: Slot): string {
  return `api-${slot}`;
}

export function idleSlot({ slots, activeSlot }: Settled): SettledSlot | undefined {
  return slots.find((slot) => slot.name !== activeSlot);
}

export function slotBackends({ slots }: Settled): string[][] {
  return slots.map((slot) => [
    `backend ${backendOf(slot.name)} from platform`,
    "balance leastconn",
    "option httpchk",
    "http-check send meth GET uri /health ver HTTP/1.1 hdr host gateway",
    "http-check expect status 200",
    // What never reached an instance goes to the next one. What reached one that fell silent is sent again only if it
    // cannot have written.
    "retries 3",
    "option redispatch 1",
    "retry-on conn-failure empty-response",
    "http-request disable-l7-retry if !{ method GET HEAD }",
    "http-reuse safe",
    // A dead instance refuses at once and is out within two seconds; a merely busy one has fifteen to answer.
    `default-server check inter 2s fastinter 500ms downinter 1s fall 3 rise 1 pool-purge-delay 2s ` +
      `maxconn ${slot.concurrentRequests} ${LOOKUP}`,
    `server-template ${backendOf(slot.name)}- ${slot.replicas} ${slot.address}`,
  ]);
}

/**
 * `libc` gives a new worker its addresses before it takes over, which is what makes a reload hitless; `none` lets it start
 * although an instance is not there yet.
 */
export const LOOKUP = "resolvers platform init-addr last,libc,none";
