import { hasUnknown, isAsset, isObject, type Value, type Values } from "./values";

/** How one input behaves when it changes. */
export interface Attribute {
  /** A change asks for a new resource instead of an update. @default false */
  readonly replaces?: boolean;
  /** The other side chooses a value when none is given; an absent input is then never a change. @default false */
  readonly computed?: boolean;
  /** @default - the zero value of its type */
  readonly default?: Value;
  /** Order carries no meaning, here and in lists further inside. @default false */
  readonly set?: boolean;
  /** Values that an element of the list has when it leaves them out. */
  readonly elementDefaults?: Values;
  /** Given as an empty value, it means "whatever it is now". @default false */
  readonly emptyMeansAny?: boolean;
}

/** One attribute for every input that the SDK declares: the compiler finds a forgotten one. */
export type Schema<Inputs> = { readonly [Name in keyof Required<Inputs>]: Attribute };

export interface Change {
  readonly key: string;
  readonly replaces: boolean;
  readonly kind: "add" | "delete" | "update";
}

/** Compares what is recorded with what is asked for. */
export function changes<Inputs>(
  schema: Schema<Inputs>,
  state: Values,
  wanted: Values,
  ignored: readonly string[] = [],
): Change[] {
  const skip = new Set(ignored.map((path) => path.split(/[.[]/)[0]));
  const found: Change[] = [];
  for (const [key, attribute] of Object.entries<Attribute>(schema)) {
    if (skip.has(key) || same(attribute, state[key], wanted[key])) continue;
    found.push({ key, replaces: attribute.replaces ?? false, kind: kindOf(state[key], wanted[key]) });
  }
  return found;
}

/** The inputs with the defaults of those left out. */
export function withDefaults<Inputs>(schema: Schema<Inputs>, inputs: Values): Values {
  const defaults = Object.entries<Attribute>(schema)
    .filter(([key, attribute]) => attribute.default !== undefined && inputs[key] === undefined)
    .map(([key, attribute]) => [key, attribute.default] as const);
  return { ...inputs, ...Object.fromEntries(defaults) };
}

function same(attribute: Attribute, before: Value, after: Value): boolean {
  if (after === undefined && attribute.computed) return true;
  if (attribute.emptyMeansAny && (after === undefined || after === "")) return true;
  if (hasUnknown(after)) return false;
  return canonical(before ?? attribute.default, attribute) === canonical(after ?? attribute.default, attribute);
}

function kindOf(before: Value, after: Value): Change["kind"] {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}

/** Two values with one canonical text are the same to the provider: zero is absent, sets have no order. */
function canonical(value: Value, attribute: Attribute): string {
  const plain = Array.isArray(value)
    ? value.map((item: Value) => withoutZeros(item, attribute, attribute.elementDefaults))
    : withoutZeros(value, attribute, attribute.elementDefaults);
  return text(plain, attribute.set ?? false);
}

function withoutZeros(value: Value, attribute: Attribute, defaults?: Values): Value {
  if (isAsset(value)) return String(value.hash ?? JSON.stringify(value));
  if (Array.isArray(value)) return value.map((item: Value) => withoutZeros(item, attribute));
  if (!isObject(value)) return value;
  const kept = Object.entries(value)
    .filter(([key, item]) => !isZero(item) && item !== defaults?.[key])
    .map(([key, item]) => [key, withoutZeros(item, attribute)] as const)
    .filter(([, item]) => !isZero(item))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}

function isZero(value: Value): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function text(value: Value, unordered: boolean): string {
  if (isZero(value)) return "";
  if (Array.isArray(value)) {
    const parts = value.map((item: Value) => text(item, unordered));
    return `[${(unordered ? parts.sort() : parts).join(",")}]`;
  }
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${text(item, unordered)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}
