/** An answer that the gateway gives by itself, in the same JSON shape as the API's own errors. */
export interface Refusal {
  readonly status: number;
  /** Stable word for programs. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refuses what the condition matches; counted as denied in the metrics. */
export function denyIf(condition: string, refusal: Refusal): string {
  return `http-request deny deny_status ${refusal.status} ${answer(refusal)} if ${condition}`;
}

/** The body of an error that HAProxy itself raises. */
export function ownError(refusal: Refusal): string {
  return `http-error status ${refusal.status} ${answer(refusal)}`;
}

function answer({ status, code, message, headers = {} }: Refusal): string {
  const error = JSON.stringify({ error: { status, code, message, requestId: REQUEST_ID } });
  const body = logFormat(error).replace(logFormat(REQUEST_ID), "%ID");
  const extra = Object.entries(headers).map(([name, value]) => ` hdr ${name} ${quoted(logFormat(value))}`);
  return `content-type application/json lf-string ${quoted(body)}${extra.join("")}`;
}

const REQUEST_ID = "%request-id%";

function logFormat(text: string): string {
  return text.replaceAll("%", "%%");
}

/** Single quotes take everything literally except themselves, which close, escape and open again, as in a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
