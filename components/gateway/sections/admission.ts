import type { PublicRoute, Settled } from "../input";
import { denyIf } from "./refusal";

/** Window over which a client's requests are averaged. */
const MEAN_SECONDS = 10;

/** Keyed by client name or address. A reload starts it empty: at worst one window's allowance is granted twice. */
export function rateTable(): string {
  return `stick-table type string len 64 size 100k expire 30s store gpc0_rate(1s),gpc1_rate(${MEAN_SECONDS}s)`;
}

export function allowlist(networks: readonly string[]): string[] {
  if (networks.length === 0) return [];
  return [
    "",
    ...networks.map((network) => `acl from_allowed src ${network}`),
    denyIf("!from_allowed", {
      status: 403,
      code: "address_not_allowed",
      message: "This address may not use the service.",
    }),
  ];
}

/** Counts as down for a load balancer's probe too: traffic should go elsewhere if there is an elsewhere. */
export function maintenance({ maintenance: notice }: Settled): string[] {
  if (!notice) return [];
  const headers = { "retry-after": String(notice.retryAfterSeconds) };
  return ["", denyIf("!is_operator", { status: 503, code: "maintenance", message: notice.message, headers })];
}

export function routed(routes: readonly PublicRoute[]): string[] {
  const lines = routes.flatMap((route, i) => [
    `acl ${routeAcl(i)} ${route.path.endsWith("/") ? "path_beg" : "path"} ${route.path}`,
    `acl ${routeAcl(i)}_method method ${route.methods.join(" ")}`,
  ]);
  const anywhere = routes.map((_, i) => `!${routeAcl(i)}`).join(" ");
  const notFound = { status: 404, code: "not_found", message: "There is nothing at this path." };
  return [
    "",
    ...lines,
    // A path that the API could read differently from here must not slip past the list.
    "acl dotted path,url_dec -m reg '(^|[/\\\\])\\.\\.?([/\\\\;]|$)'",
    denyIf("dotted", notFound),
    denyIf(anywhere || "TRUE", notFound),
    ...routes.map((route, i) =>
      denyIf(`${routeAcl(i)} !${routeAcl(i)}_method`, {
        status: 405,
        code: "method_not_allowed",
        message: `The path serves ${route.methods.join(", ")}.`,
        headers: { allow: route.methods.join(", ") },
      }),
    ),
  ];
}

const routeAcl = (index: number) => `route_${index}`;

/** Counts what was let through, not what was asked: a client above its limit still gets exactly the limit. */
export function rateLimited({ limits }: Settled): string[] {
  const { requestsPerSecond, burst, anonymousRequestsPerSecond } = limits;
  const limited = { status: 429, code: "rate_limited" };
  return [
    "",
    "http-request track-sc0 var(txn.caller)",
    denyIf(`is_client { sc_gpc0_rate(0) ge ${burst} }`, {
      ...limited,
      message: `This key is limited to ${burst} requests in one second.`,
      headers: { "retry-after": "1" },
    }),
    denyIf(`is_client { sc_gpc1_rate(0) ge ${requestsPerSecond * MEAN_SECONDS} }`, {
      ...limited,
      message: `This key is limited to ${requestsPerSecond} requests a second.`,
      headers: { "retry-after": String(MEAN_SECONDS / 2) },
    }),
    denyIf(`!is_client !is_operator { sc_gpc0_rate(0) ge ${anonymousRequestsPerSecond} }`, {
      ...limited,
      message: `Without a valid key the limit is ${anonymousRequestsPerSecond} requests a second.`,
      headers: { "retry-after": "1" },
    }),
    "http-request sc-inc-gpc0(0)",
    "http-request sc-inc-gpc1(0)",
  ];
}

export function authenticated(routes: readonly PublicRoute[]): string[] {
  const open = routes.flatMap((route, i) => (route.open ? [`!${routeAcl(i)}`] : []));
  return [
    "",
    // A mistyped operator key must not look like a working one that reached the active slot.
    denyIf("{ req.fhdr(x-operator-key) -m found } !is_operator", {
      status: 401,
      code: "operator_key_unknown",
      message: "The operator key is not valid.",
    }),
    denyIf(["!is_client !is_operator", ...open].join(" "), {
      status: 401,
      code: "api_key_required",
      message: "A valid key is required in the header x-api-key.",
    }),
  ];
}

/** HAProxy never holds a whole body, so the length has to be declared; a body of unknown length is refused at its first byte. */
export function bodyLimited(bytes: number): string[] {
  return [
    "",
    "acl length_declared req.fhdr(content-length) -m found",
    denyIf(`{ req.hdr_val(content-length) gt ${bytes} }`, {
      status: 413,
      code: "too_large",
      message: `A request body may have at most ${bytes} bytes.`,
    }),
    "http-request wait-for-body time 5s at-least 1 if !length_declared",
    denyIf("!length_declared { req.body_len gt 0 }", {
      status: 411,
      code: "length_required",
      message: "Send the body with a content-length header.",
    }),
  ];
}
