import { Struct } from "google-protobuf/google/protobuf/struct_pb";

type Values = Record<string, unknown>;

/** Stands for a value that is known only after the update; the engine's own text for it. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Plain values of a message's properties, secrets opened. */
export function open(struct: Struct | undefined): Values {
  return (reveal(struct?.toJavaScript()) as Values | undefined) ?? {};
}

export function seal(values: object): Struct {
  return Struct.fromJavaScript(values as Parameters<typeof Struct.fromJavaScript>[0]);
}

export function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === UNKNOWN;
  return Object.values(value).some(hasUnknown);
}

function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  const values = value as Values;
  if (values[SIGNATURE] === SECRET) return reveal(values.value);
  return Object.fromEntries(Object.entries(values).map(([key, inner]) => [key, reveal(inner)]));
}
