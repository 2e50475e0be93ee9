import type { Resource } from "./schema";
import { isMarked, KIND, MARK, mapChildren, revealed, UNKNOWN, type Value } from "./values";

/** What a resource said about itself: when it was recorded, or after it was registered again. */
export interface Said {
  readonly id?: string | undefined;
  readonly outputs?: { readonly [key: string]: Value } | undefined;
}

/** Shorter texts are too common to tell whether they came from another resource. */
const SHORTEST_WHOLE = 4;
const SHORTEST_PART = 8;

/**
 * Marks what was a number: one is followed only where a number has changed. Kubernetes numbers its objects in texts, and a
 * port must not become what the version of an object with that number has become.
 */
const NUMBER = "\u0000";

/**
 * A resource that is created again gets a new id, a new address, a new serial. What was computed from the old one has to
 * name the new one, or the replayed resource would point to something that is gone. This remembers, for every resource,
 * what each of its old values has become.
 */
export class Links {
  private readonly became = new Map<string, ReadonlyMap<string, string>>();
  private readonly ids = new Map<string, string>();

  note(urn: string, before: Said, after: Said): void {
    this.became.set(urn, differences(before, after));
    if (after.id !== undefined) this.ids.set(urn, after.id);
  }

  /**
   * @param sources what the value was computed from; the whole stack where nothing tells
   * @param self the resource whose value it is: what that has become explains nothing
   */
  follow(value: Value, sources: readonly string[] | "any", self?: string): Value {
    const urns = (sources === "any" ? [...this.became.keys()] : sources).filter((urn) => urn !== self);
    const table = merged(urns.map((urn) => this.became.get(urn) ?? new Map()));
    return this.rewrite(value, table);
  }

  private rewrite(value: Value, table: ReadonlyMap<string, string>): Value {
    if (isMarked(value, "resource")) return this.reference(value);
    if (typeof value === "string") return text(value, table);
    if (typeof value === "number") return number(value, table);
    const changed = mapChildren(value, (child, key) => (key === MARK ? child : this.rewrite(child, table)));
    return isMarked(value, "asset") ? withoutStaleHash(value, changed) : changed;
  }

  /** A component has no id: there the reference is the URN, which stays. */
  private reference(value: { readonly [key: string]: Value }): Value {
    const id = this.ids.get(String(value.urn));
    return value.id === undefined || id === undefined ? value : { ...value, id: id === "" ? UNKNOWN : id };
  }
}

/** The same for a whole resource: each input by the dependencies that were recorded for it. */
export function followInputs(links: Links, resource: Resource): { readonly [key: string]: Value } {
  const follow = ([key, value]: [string, Value]) => [
    key,
    links.follow(value, resource.custom ? sourcesOf(resource, key) : "any"),
  ];
  return Object.fromEntries(Object.entries(resource.inputs ?? {}).map(follow as never)) as { [key: string]: Value };
}

function sourcesOf({ propertyDependencies, dependencies }: Resource, key: string): readonly string[] {
  return key in propertyDependencies ? (propertyDependencies[key] ?? []) : dependencies;
}

function differences(before: Said, after: Said): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const unclear = new Set<string>();
  const compare = (old: Value | undefined, now: Value | undefined): void => {
    if (typeof old === "object" && old !== null) {
      const children = typeof now === "object" && now !== null ? (now as { [key: string]: Value }) : undefined;
      for (const [key, child] of Object.entries(old)) compare(child, now === UNKNOWN ? UNKNOWN : children?.[key]);
      return;
    }
    const [from, to] = [leaf(old), leaf(now)];
    if (from === undefined || to === undefined || from.length < SHORTEST_WHOLE) return;
    for (const key of typeof old === "number" ? [from, NUMBER + from] : [from]) {
      if (found.has(key) && found.get(key) !== to) unclear.add(key);
      found.set(key, to);
    }
  };
  compare(revealed(before.outputs ?? {}), revealed(after.outputs ?? {}));
  for (const from of unclear) found.delete(from);
  if (before.id && after.id !== undefined) found.set(before.id, after.id || UNKNOWN);
  for (const [from, to] of found) if (from.replace(NUMBER, "") === to) found.delete(from);
  return found;
}

function leaf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? `${value}` : undefined;
}

/** One old value that became two different ones tells nothing. */
function merged(tables: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  const unclear = new Set<string>();
  for (const [from, to] of tables.flatMap((table) => [...table])) {
    if (all.has(from) && all.get(from) !== to) unclear.add(from);
    all.set(from, to);
  }
  for (const from of unclear) all.delete(from);
  return all;
}

function text(value: string, table: ReadonlyMap<string, string>): string {
  const whole = table.get(value);
  if (whole !== undefined) return whole;
  // In one pass, so that what was put in is not replaced again.
  const parts = [...table.keys()].filter((part) => part.length >= SHORTEST_PART && value.includes(part));
  if (parts.length === 0) return value;
  if (parts.some((part) => table.get(part) === UNKNOWN)) return UNKNOWN;
  const longestFirst = parts.sort((a, b) => b.length - a.length).map(escaped);
  return value.replace(new RegExp(longestFirst.join("|"), "g"), (part) => table.get(part) ?? part);
}

function number(value: number, table: ReadonlyMap<string, string>): Value {
  const now = table.get(`${NUMBER}${value}`);
  if (now === undefined) return value;
  return now === UNKNOWN ? UNKNOWN : Number(now);
}

function escaped(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function withoutStaleHash(before: { readonly [key: string]: Value }, after: Value): Value {
  const changed = after as { readonly [key: string]: Value };
  if (changed.text === before.text) return after;
  return { [MARK]: KIND.asset, text: changed.text ?? null };
}
