/**
 * A value that only the update will know. It equals nothing else, so a check that compares or asks for a type passes by
 * it: what is not known yet is never a violation, and the update judges it again.
 */
export const UNKNOWN: unique symbol = Symbol("known only after the update");

/** Undefined: known not to be there. */
export type Maybe<T> = T | undefined | typeof UNKNOWN;

export type Value =
  | Maybe<string | number | boolean>
  | readonly Value[]
  | {
      readonly [key: string]: Value;
    };

/** What the engine hands over, with plain marks instead of a proxy that throws at every unknown value. */
export function plain(value: unknown): Value {
  if (Array.isArray(value)) return Array.from(value, (_, index) => read(value, index));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, read(value, key)]));
  }
  return value === null ? undefined : (value as Value);
}

function read(holder: object, key: PropertyKey): Value {
  try {
    return plain(Reflect.get(holder, key));
  } catch {
    // Plain data has one reason to throw when it is read: the policy SDK's proxy met an unknown value.
    return UNKNOWN;
  }
}

/** The value below a path; unknown as soon as one step of it is. */
export function at(value: Value, ...path: readonly (string | number)[]): Value {
  let found = value;
  for (const key of path) {
    if (found === UNKNOWN) return UNKNOWN;
    found = isRecord(found) || Array.isArray(found) ? (found as Record<string | number, Value>)[key] : undefined;
  }
  return found;
}

/** The entries of a list that is known; none of another. */
export function list(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

export function record(value: Value): Readonly<Record<string, Value>> {
  return isRecord(value) ? value : {};
}

export function text(value: Value): Maybe<string> {
  if (value === UNKNOWN) return UNKNOWN;
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

export function known<T>(value: Maybe<T>): T | undefined {
  return value === UNKNOWN ? undefined : value;
}

/** Texts of a list that are known. */
export function texts(value: Value): string[] {
  return list(value).flatMap((entry) => known(text(entry)) ?? []);
}

function isRecord(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === "object" && !Array.isArray(value);
}
