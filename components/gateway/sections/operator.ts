import type { OperatorRoute, Settled } from "../input";
import { knownOperator, secureBind, traced } from "./entry";
import { denyIf } from "./refusal";
import { LOOKUP } from "./slots";

/** The user name under which a browser sends the operator key as its password. */
export const OPERATOR_USER = "operator";

export function operatorSections(input: Settled): string[][] {
  return [operatorFrontend(input), ...input.operatorRoutes.map((route) => operatorBackend(route, input))];
}

function operatorFrontend({ place, operatorRoutes }: Settled): string[] {
  return [
    "frontend operator from platform",
    secureBind(place.operatorBind, place.certificate),
    ...traced(),
    "",
    ...knownOperator(place.operatorKeys),
    "acl by_header var(txn.operator) -m found",
    // Browsers open the dashboards with basic authentication: the password is looked up like the header.
    `http-request set-var(txn.browser) http_auth_pass,sha2(256),hex,map_str(${place.operatorKeys}) if { http_auth_user -m str ${OPERATOR_USER} }`,
    "acl by_browser var(txn.browser) -m found",
    "http-request set-var(txn.caller) var(txn.operator) if by_header",
    "http-request set-var(txn.caller) var(txn.browser) if by_browser !by_header",
    denyIf("!by_header !by_browser", {
      status: 401,
      code: "operator_key_required",
      message: "A valid key is required in the header x-operator-key, or as the password of the user operator.",
      headers: { "www-authenticate": 'Basic realm="operator", charset="UTF-8"' },
    }),
    // A browser sends its password along for any page that asks; only pages of this entry may change something.
    denyIf("!by_header { req.fhdr(sec-fetch-site) -m str cross-site same-site } !{ method GET HEAD }", {
      status: 403,
      code: "cross_site",
      message: "Another site may not use your session.",
    }),
    "http-request del-header x-operator-key",
    // The service behind may have users of its own, whose header must not be mistaken; ours it must not see.
    "http-request del-header authorization if by_browser !by_header",
    ...operatorRoutes.map(
      ({ prefix }) => `http-request redirect code 308 location ${prefix} if { path ${prefix.slice(0, -1)} }`,
    ),
    denyIf(elsewhere(operatorRoutes), {
      status: 404,
      code: "not_found",
      message: `Services here: ${operatorRoutes.map((route) => route.prefix).join(" ") || "none"}.`,
    }),
    ...operatorRoutes.map(({ name, prefix }) => `use_backend operator-${name} if { path_beg ${prefix} }`),
  ];
}

function elsewhere(routes: readonly OperatorRoute[]): string {
  return routes.length === 0 ? "TRUE" : `!{ path_beg ${routes.map((route) => route.prefix).join(" ")} }`;
}

function operatorBackend({ name, prefix, address, stripPrefix = false }: OperatorRoute, { limits }: Settled): string[] {
  return [
    `backend operator-${name} from platform`,
    `timeout server ${limits.operatorServerSeconds}s`,
    `http-request set-header x-forwarded-prefix ${prefix.slice(0, -1)}`,
    ...(stripPrefix ? [`http-request replace-path ^${prefix}(.*) /\\1`] : []),
    `server ${name} ${address} check inter 5s fall 2 rise 1 ${LOOKUP}`,
  ];
}
