import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

export type ErrorCode =
  | "invalid_request"
  | "not_found"
  | "too_large"
  | "unsupported_media_type"
  | "dimension_mismatch"
  | "dependency_unavailable"
  | "timeout"
  | "internal";

export interface ErrorDetail {
  /** Where in the request, e.g. `body.points[2].vector`. */
  readonly path?: string;
  /** What to change. */
  readonly hint?: string;
  readonly retryAfterSeconds?: number;
}

/** An answer other than success, as the caller sees it: `{error: {code, message, path?, hint?}}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    message: string,
    readonly detail: ErrorDetail = {},
  ) {
    super(message);
  }

  body() {
    const { path, hint } = this.detail;
    return { error: { code: this.code, message: this.message, ...(path && { path }), ...(hint && { hint }) } };
  }
}

/** A service behind this one did not answer. Says which one, never where it is. */
export function unavailable(dependency: string, cause?: unknown): ApiError {
  const error = new ApiError(503, "dependency_unavailable", `the ${dependency} service does not answer`, {
    hint: "try again in a moment; /health shows the state of every dependency",
    retryAfterSeconds: 1,
  });
  error.cause = cause;
  return error;
}

const FASTIFY_CODES: Readonly<Record<string, (error: FastifyError) => ApiError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new ApiError(413, "too_large", "the body is larger than this server takes", { hint: "send smaller batches" }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new ApiError(415, "unsupported_media_type", "the body must be JSON", {
      hint: "set the header content-type: application/json",
    }),
  FST_ERR_HANDLER_TIMEOUT: () =>
    new ApiError(504, "timeout", "the request took longer than this server allows", {
      hint: "ask for less at once, or try again",
      retryAfterSeconds: 1,
    }),
};

/** Any thrown value as an answer. What nobody foresaw becomes a plain 500: its message is for the log alone. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!isFastifyError(error)) return internal(error);
  const known = FASTIFY_CODES[error.code];
  if (known) return known(error);
  if (error.validation) return fromValidation(error);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new ApiError(error.statusCode, "invalid_request", error.message);
  }
  return internal(error);
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ("code" in error || "statusCode" in error || "validation" in error);
}

function internal(cause: unknown): ApiError {
  const error = new ApiError(500, "internal", "something went wrong on this side", {
    hint: "report the x-request-id of this answer",
  });
  error.cause = cause;
  return error;
}

function fromValidation(error: FastifyError): ApiError {
  const [first] = error.validation ?? [];
  const context = error.validationContext ?? "body";
  if (first === undefined) return new ApiError(400, "invalid_request", error.message);
  const path = context + first.instancePath.replace(/\/(\d+)/g, "[$1]").replaceAll("/", ".");
  const { additionalProperty, missingProperty, allowedValues } = first.params;
  if (typeof additionalProperty === "string") {
    return invalid(`unknown property "${additionalProperty}"`, path, "remove it, or check its spelling");
  }
  if (typeof missingProperty === "string") return invalid(`"${missingProperty}" is missing`, path);
  if (Array.isArray(allowedValues)) return invalid("not one of the allowed values", path, allowedValues.join(", "));
  return invalid(first.message ?? "not valid", path);
}

export function invalid(message: string, path: string, hint?: string): ApiError {
  return new ApiError(400, "invalid_request", message, { path, hint });
}

/** The one place where an error becomes an answer. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = toApiError(error);
  if (answer.status >= 500) request.log.error({ err: answer.cause ?? answer, code: answer.code }, answer.message);
  if (answer.detail.retryAfterSeconds) reply.header("retry-after", String(answer.detail.retryAfterSeconds));
  return reply.code(answer.status).send(answer.body());
}
