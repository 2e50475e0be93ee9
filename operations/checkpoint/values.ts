/**
 * Property values as they travel between a program and the engine: JSON, in which an object with this key stands for
 * something that JSON cannot say. A checkpoint on disk uses the same marks and keeps a secret's value encrypted instead.
 */
export const MARK = "4dabf18193072939515e22adb298388d";

export const KIND = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
} as const;

/** What stands for a value that a preview cannot know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Values = { readonly [key: string]: Value };

export function isObject(value: Value | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isMarked(value: Value | undefined, kind: keyof typeof KIND): value is Values {
  return isObject(value) && value[MARK] === KIND[kind];
}

export function secret(value: Value): Values {
  return { [MARK]: KIND.secret, value };
}

/** The value without the marks of its secrets, at any depth. */
export function revealed(value: Value): Value {
  if (isMarked(value, "secret")) return revealed(value.value ?? null);
  return mapChildren(value, revealed);
}

/** The same value with its children changed; what has no children comes back as it is. */
export function mapChildren(value: Value, change: (child: Value, key: string) => Value): Value {
  if (Array.isArray(value)) return value.map((child, index) => change(child, `${index}`));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child, key)]));
}

/** Equal whatever the order of keys. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && equal(left[key], right[key]));
}
