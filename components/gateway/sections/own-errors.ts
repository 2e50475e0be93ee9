import { ownError } from "./refusal";

/** By status: the word for programs and the sentence for people. */
const OWN_ERRORS: readonly (readonly [status: number, code: string, message: string])[] = [
  [400, "bad_request", "The request is not valid HTTP."],
  [401, "unauthorized", "A valid key is required."],
  [403, "forbidden", "This is not allowed."],
  [404, "not_found", "There is nothing at this path."],
  [405, "method_not_allowed", "The path does not serve this method."],
  [408, "request_timeout", "The request did not arrive in time."],
  [413, "too_large", "The request body is too large."],
  [429, "rate_limited", "Too many requests."],
  [500, "internal_error", "The gateway failed."],
  [501, "not_implemented", "The gateway does not do this."],
  [502, "bad_gateway", "The service broke off its answer."],
  [503, "unavailable", "No healthy instance of the service can take the request."],
  [504, "gateway_timeout", "The service did not answer in time."],
];

/**
 * Errors that HAProxy raises by itself, in JSON. Bytes that never become a request (no HTTP, or headers that stop half-way)
 * are answered below this level with a fixed page, which no configuration changes.
 */
export function ownErrors(): string[] {
  return OWN_ERRORS.map(([status, code, message]) => ownError({ status, code, message }));
}
