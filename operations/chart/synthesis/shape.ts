import { hasPlaceholder } from "./formula";
import { type Outline, outline } from "./outline";
import { type Item, type MergedItem, mergedSequence } from "./sequence";

/** What all runs have, each part with the runs that have it. */
export type Shape =
  | { readonly kind: "leaf"; readonly value: unknown }
  | { readonly kind: "map"; readonly entries: readonly Part[] }
  | { readonly kind: "list"; readonly items: readonly Part[] }
  | { readonly kind: "text"; readonly lines: readonly Line[]; readonly ending: string }
  | { readonly kind: "either"; readonly options: readonly Part[] };

export interface Part {
  /** Key in a map; in a list and among options it only says what is meant. */
  readonly key: string;
  readonly runs: ReadonlySet<number>;
  readonly shape: Shape;
}

/** A line of a text with the lines below it that come and go with it. */
export interface Line {
  readonly line: string;
  readonly runs: ReadonlySet<number>;
  readonly below: readonly Line[];
}

export type Values = ReadonlyMap<number, unknown>;

/** Lays the values of all runs over each other. */
export function merged(values: Values): Shape {
  const [first] = values.values();
  const canonical = JSON.stringify(first);
  const all = [...values.values()];
  const same = all.every((value) => JSON.stringify(value) === canonical);
  if (same && !isTree(first) && !Array.isArray(first) && !isText(first)) return { kind: "leaf", value: first };
  if (all.every(isFilledTree)) return mergedMap(values as ReadonlyMap<number, Record<string, unknown>>);
  if (all.every(isFilledList)) return mergedList(values as ReadonlyMap<number, readonly unknown[]>);
  if (all.some(isText) && all.every((value) => typeof value === "string")) {
    return mergedText(values as ReadonlyMap<number, string>);
  }
  return same ? { kind: "leaf", value: first } : either(values);
}

function mergedMap(values: ReadonlyMap<number, Record<string, unknown>>): Shape {
  const items = [...values].map(([run, value]) => [run, fields(value)] as const);
  return { kind: "map", entries: mergedSequence(new Map(items)).map(part) };
}

function mergedList(values: ReadonlyMap<number, readonly unknown[]>): Shape {
  const identify = identities([...values.values()]);
  const items = [...values].map(([run, list]) => [run, list.map((value) => ({ id: identify(value), value }))] as const);
  return { kind: "list", items: mergedSequence(new Map(items)).map(part) };
}

function part({ id, values }: MergedItem<unknown>): Part {
  return { key: id, runs: new Set(values.keys()), shape: merged(values) };
}

function fields(value: Record<string, unknown>): Item<unknown>[] {
  return Object.entries(value).map(([id, inner]) => ({ id, value: inner }));
}

/**
 * Things with a name are the same when their names are. Of others the keys tell which is which, as long as no list has two with
 * the same keys; and else they are the same when they are alike in everything.
 */
function identities(lists: readonly (readonly unknown[])[]): (value: unknown) => string {
  const keysOf = (value: unknown) => (isTree(value) ? Object.keys(value).sort().join(" ") : JSON.stringify(value));
  const repeated = repeatedIn(lists.map((list) => list.map(keysOf)));
  return (value) => {
    const { name, mountPath } = isTree(value) ? value : {};
    const names = [name, mountPath].filter((text) => typeof text === "string" && !hasPlaceholder(text));
    if (names.length > 0) return names.join(" ");
    return repeated.has(keysOf(value)) ? JSON.stringify(value) : keysOf(value);
  };
}

/** What some list has more than once. */
function repeatedIn(lists: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.filter((id, i) => list.indexOf(id) !== i)));
}

function mergedText(values: ReadonlyMap<number, string>): Shape {
  const endings = new Set([...values.values()].map(ending));
  const [end = ""] = endings;
  if (endings.size > 1) return either(values);
  const texts = [...values].map(([run, text]) => [run, outline(text.slice(0, text.length - end.length))] as const);
  return { kind: "text", lines: mergedLines(new Map(texts)), ending: end };
}

function mergedLines(outlines: ReadonlyMap<number, readonly Outline[]>): Line[] {
  const repeated = repeatedIn([...outlines.values()].map((lines) => lines.map(({ line }) => line)));
  // Sections that start alike are told apart by what they say first.
  const id = ({ line, below }: Outline) => (repeated.has(line) ? `${line}\n${below[0]?.line ?? ""}` : line);
  const items = [...outlines].map(([run, lines]) => [run, lines.map((value) => ({ id: id(value), value }))] as const);
  return mergedSequence(new Map(items)).map(({ values }) => ({
    line: [...values.values()][0]?.line ?? "",
    runs: new Set(values.keys()),
    below: mergedLines(new Map([...values].map(([run, entry]) => [run, entry.below]))),
  }));
}

function either(values: Values): Shape {
  const byValue = new Map<string, Map<number, unknown>>();
  for (const [run, value] of values) {
    const key = kindOf(value);
    byValue.set(key, (byValue.get(key) ?? new Map()).set(run, value));
  }
  const options = [...byValue].map(([key, runs]) => ({ key, runs: new Set(runs.keys()), shape: merged(runs) }));
  return { kind: "either", options };
}

/** What can be merged is one option, every other value one of its own. */
function kindOf(value: unknown): string {
  if (isFilledTree(value)) return "map";
  if (isFilledList(value)) return "list";
  return JSON.stringify(value);
}

function ending(text: string): string {
  return /\n*$/.exec(text)?.[0] ?? "";
}

const isText = (value: unknown): boolean => typeof value === "string" && value.includes("\n");
const isFilledList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
const isFilledTree = (value: unknown): boolean => isTree(value) && Object.keys(value).length > 0;

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
