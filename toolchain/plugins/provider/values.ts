import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What travels in a property, once secrets are opened. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };
export type Values = { readonly [key: string]: Value };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSETS = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

/** Stands for a value that is known only after the update; the same text that the engine sends. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Properties as the engine sent them: plain values, and beside them which of those must stay secret. */
export interface Opened<T> {
  readonly values: T;
  /** Top-level properties that hold a secret anywhere inside: the whole property is secret when it goes back. */
  readonly secretKeys: ReadonlySet<string>;
  /** Every secret text, for removal from messages. */
  readonly secretTexts: ReadonlySet<string>;
}

export function open<T = Values>(struct: Struct | undefined): Opened<T> {
  const secretKeys = new Set<string>();
  const secretTexts = new Set<string>();
  const values: Record<string, Value> = {};
  for (const [key, wire] of Object.entries((struct?.toJavaScript() ?? {}) as Values)) {
    const found = new Set<string>();
    values[key] = reveal(wire, false, found, () => secretKeys.add(key));
    for (const text of found) secretTexts.add(text);
  }
  return { values: values as T, secretKeys, secretTexts };
}

/** Properties on their way back to the engine. */
export function seal(values: Values, secretKeys: ReadonlySet<string>): Struct {
  const wire: Record<string, Value> = {};
  for (const [key, value] of Object.entries(values)) {
    const clean = withoutAbsent(value);
    if (clean === undefined) continue;
    wire[key] = secretKeys.has(key) ? { [SIGNATURE]: SECRET, value: clean } : clean;
  }
  return Struct.fromJavaScript(wire as Parameters<typeof Struct.fromJavaScript>[0]);
}

export function isObject(value: Value): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An asset or archive is opaque: its hash, not its spelling, says whether it changed. */
export function isAsset(value: Value): value is Values {
  return isObject(value) && ASSETS.includes(String(value[SIGNATURE]));
}

export function hasUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

function reveal(wire: Value, inSecret: boolean, texts: Set<string>, onSecret: () => void): Value {
  if (isObject(wire) && wire[SIGNATURE] === SECRET) {
    onSecret();
    return reveal(wire.value, true, texts, onSecret);
  }
  if (Array.isArray(wire)) return wire.map((item: Value) => reveal(item, inSecret, texts, onSecret));
  if (isObject(wire)) {
    return Object.fromEntries(
      Object.entries(wire).map(([key, item]) => [key, reveal(item, inSecret, texts, onSecret)]),
    );
  }
  if (inSecret && typeof wire === "string" && wire !== UNKNOWN) texts.add(wire);
  return wire;
}

function withoutAbsent(value: Value): Value {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item: Value) => withoutAbsent(item) ?? null);
  if (!isObject(value)) return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, withoutAbsent(item)] as const)
    .filter(([, item]) => item !== undefined);
  return Object.fromEntries(kept);
}
