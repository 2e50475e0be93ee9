/** What the public and the operator entry have in common. */

export function secureBind(address: string, certificate: string): string {
  return `bind ${address} ssl crt ${certificate} alpn h2,http/1.1`;
}

/** Names an operator by the key in x-operator-key. Files hold hashes, so that neither they nor the runtime socket give a key away. */
export function knownOperator(keys: string): string[] {
  return [`http-request set-var(txn.operator) req.fhdr(x-operator-key),sha2(256),hex,map_str(${keys})`];
}

/**
 * One JSON object a request. The path goes in without its query, and no header at all: neither keys nor search texts
 * reach the log.
 */
const LOG_FIELDS = {
  time: "%Ts.%ms",
  id: '"%ID"',
  from: '"%ci"',
  caller: '"%[var(txn.caller),json(utf8s)]"',
  entry: '"%f"',
  backend: '"%b"',
  server: '"%s"',
  method: '"%HM"',
  path: '"%[var(txn.path),json(utf8s)]"',
  status: "%ST",
  bytes: "%B",
  connectMs: "%Tc",
  responseMs: "%Tr",
  totalMs: "%Ta",
  end: '"%tsc"',
  retries: '"%rc"',
};

const LOG_FORMAT = `{${Object.entries(LOG_FIELDS)
  .map(([name, value]) => `"${name}":${value}`)
  .join(",")}}`;

/** One id a request, in the log, towards the service and in the answer; and the true address instead of a claimed one. */
export function traced(): string[] {
  return [
    `log-format '${LOG_FORMAT}'`,
    "",
    "http-request set-var(txn.path) path",
    "http-request set-header x-request-id %[unique-id]",
    "http-request set-header x-forwarded-for %[src]",
    "http-request set-header x-forwarded-proto https",
    "http-request del-header forwarded",
    "http-after-response set-header x-request-id %[unique-id]",
  ];
}
