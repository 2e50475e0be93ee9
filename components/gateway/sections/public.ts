import type { Settled } from "../input";
import { allowlist, authenticated, bodyLimited, maintenance, rateLimited, rateTable, routed } from "./admission";
import { knownOperator, secureBind, traced } from "./entry";
import { denyIf } from "./refusal";
import { backendOf, idleSlot } from "./slots";

/**
 * The entry for users. The order of the rules is the order of trust: who may come at all, what exists, how often, who it
 * is, how much; only then is the request cleaned and passed on.
 */
export function publicFrontend(input: Settled): string[] {
  return [
    "frontend public from platform",
    secureBind(input.place.publicBind, input.place.certificate),
    rateTable(),
    ...traced(),
    ...identity(input),
    ...allowlist(input.allowlist),
    ...maintenance(input),
    ...routed(input.routes),
    ...rateLimited(input),
    ...authenticated(input.routes),
    ...bodyLimited(input.limits.bodyBytes),
    ...preview(input),
    ...cleaned(),
    ...split(input),
  ];
}

/** A client's name stands for its keys from here on; the keys themselves go no further than the lookup. */
function identity({ place }: Settled): string[] {
  return [
    "",
    `http-request set-var(txn.client) req.fhdr(x-api-key),sha2(256),hex,map_str(${place.apiKeys})`,
    ...knownOperator(place.operatorKeys),
    "acl is_client var(txn.client) -m found",
    "acl is_operator var(txn.operator) -m found",
    "http-request set-var(txn.caller) src",
    "http-request set-var(txn.caller) var(txn.client) if is_client",
    "http-request set-var(txn.caller) var(txn.operator) if is_operator",
  ];
}

/** An operator names the slot; anyone else's header is dropped without effect. */
function preview({ slots }: Settled): string[] {
  const names = slots.map((slot) => slot.name).join(" ");
  return [
    "",
    "http-request set-var(txn.preview) req.fhdr(x-slot) if is_operator",
    denyIf(`{ var(txn.preview) -m found } !{ var(txn.preview) -m str ${names} }`, {
      status: 404,
      code: "slot_not_enabled",
      message: `Enabled slots: ${names}.`,
    }),
  ];
}

function cleaned(): string[] {
  return [
    "",
    "http-request del-header x-operator-key",
    "http-request del-header x-api-key",
    "http-request del-header x-slot",
    "http-request set-header x-client %[var(txn.caller)]",
  ];
}

/** Every request draws anew, so that the share holds however few clients there are. */
function split(input: Settled): string[] {
  const idle = idleSlot(input);
  const canary = idle ? input.canaryWeight : 0;
  const rest = idle && canary === 100 ? idle.name : input.activeSlot;
  return [
    "",
    ...input.slots.map(({ name }) => `use_backend ${backendOf(name)} if { var(txn.preview) -m str ${name} }`),
    ...(idle && canary > 0 && canary < 100
      ? [`use_backend ${backendOf(idle.name)} if { rand(100) lt ${canary} }`]
      : []),
    `default_backend ${backendOf(rest)}`,
  ];
}
