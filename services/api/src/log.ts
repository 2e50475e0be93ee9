import pino, { type Logger } from "pino";

export type LogOutput = "stdout" | "stderr";

/** JSON lines. Requests are logged by their route, never with a body, a query or a header. */
export function createLog(
  level: string,
  fields: Readonly<Record<string, unknown>> = {},
  output: LogOutput = "stdout",
): Logger {
  const options = {
    level,
    base: fields,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
  };
  // Written at once: a line that waits in a buffer is lost with the process that it would explain.
  return pino(options, pino.destination({ fd: process[output].fd, sync: true }));
}

/** Named fields only: clients hang the refused command, password included, and whole answers on their errors. */
export function serializeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  return { name, message, code, stack, ...(cause instanceof Error && { cause: cause.message }) };
}
