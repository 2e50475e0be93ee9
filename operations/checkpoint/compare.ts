import type { Opened } from "./decrypt";
import { followInputs, Links } from "./links";
import { needs } from "./plan";
import type { Resource } from "./schema";
import { providerUrn, STACK_TYPE } from "./urn";
import { equal, type Value } from "./values";

/** How one resource of one checkpoint differs in another. Values are not told: they may be secret. */
export interface Difference {
  readonly urn: string;
  readonly change: "added" | "removed" | "changed";
  /** What is different: names of inputs, and of options as a checkpoint calls them. */
  readonly properties: readonly string[];
}

/**
 * Fields that say when, where and by which number, not what: they differ after every replay, and nothing depends on them.
 * `provider` is compared without the id at its end.
 */
export const VOLATILE = ["id", "created", "modified", "sourcePosition", "stackTrace", "initErrors", "aliases"] as const;

/** What would change on the way from one state to the other, by the inputs and options alone. Pure. */
export function diffCheckpoints(from: Opened, to: Opened): readonly Difference[] {
  const before = byUrn(from);
  const after = byUrn(to);
  const links = linksBetween([...after.values()], before);
  const changed = [...after.values()].flatMap((resource): Difference[] => {
    const known = before.get(resource.urn);
    if (!known) return [{ urn: resource.urn, change: "added", properties: [] }];
    const properties = differing(resource, known, links);
    return properties.length > 0 ? [{ urn: resource.urn, change: "changed", properties }] : [];
  });
  const removed = [...before.keys()].filter((urn) => !after.has(urn));
  return [...changed, ...removed.map((urn): Difference => ({ urn, change: "removed", properties: [] }))];
}

/** The resources that differ, and all that was computed from them. */
export function affectedBy(differences: readonly Difference[], { resources }: Opened): readonly string[] {
  const affected = new Set(differences.filter(({ change }) => change !== "removed").map(({ urn }) => urn));
  // Resources stand behind what they need, so one pass finds the whole chain.
  for (const resource of resources) {
    const { urn, type, propertyDependencies } = resource;
    const sources = Object.values(propertyDependencies).flatMap((urns) => urns ?? []);
    if (type !== STACK_TYPE && sources.some((source) => affected.has(source))) affected.add(urn);
  }
  return [...affected];
}

/** Names of the inputs and options in which `now` is not what was recorded. */
export function differing(recorded: Resource, now: Resource, links: Links): string[] {
  const wanted = recorded.type === STACK_TYPE ? {} : followInputs(links, recorded);
  const inputs = keysOf(wanted, now.inputs ?? {}).filter((key) => !sameInput(key, wanted[key], now.inputs?.[key]));
  const options = OPTIONS.filter((option) => !equal(shown(option, recorded), shown(option, now)));
  return [...inputs.sort(), ...options];
}

/** What every recorded value has become in the other state. */
export function linksBetween(recorded: readonly Resource[], now: ReadonlyMap<string, Resource>): Links {
  const links = new Links();
  for (const resource of recorded) {
    const found = now.get(resource.urn);
    // A component, like the stack, only repeats what others have become.
    if (found && resource.custom) links.note(resource.urn, resource, found);
  }
  return links;
}

export function byUrn({ resources }: Opened): ReadonlyMap<string, Resource> {
  return new Map(
    resources.filter((resource) => !resource.delete && !resource.viewOf).map((found) => [found.urn, found]),
  );
}

export function keysOf(...objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap(Object.keys))];
}

/** A provider notes for itself which values it filled in; given the same values outright, it has nothing to note. */
function sameInput(key: string, wanted: Value | undefined, found: Value | undefined): boolean {
  return key === "__defaults" || equal(wanted, found);
}

const OPTIONS = [
  "type",
  "custom",
  "parent",
  "provider",
  "dependencies",
  "propertyDependencies",
  "protect",
  "retainOnDelete",
  "external",
  "ignoreChanges",
  "replaceOnChanges",
  "additionalSecretOutputs",
  "customTimeouts",
  "deletedWith",
  "replaceWith",
  "hideDiff",
  "replacementTrigger",
] as const;

/** Left out, empty and false are the same; of sets, the order is the engine's whim. */
function shown(option: (typeof OPTIONS)[number], resource: Resource): Value {
  if (option === "provider") return resource.provider ? providerUrn(resource.provider) : null;
  if (option === "dependencies") return [...new Set(resource.dependencies)].sort();
  if (option === "propertyDependencies") {
    const lists = Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, [...(urns ?? [])].sort()]);
    return Object.fromEntries(lists.filter(([, urns]) => urns?.length));
  }
  const value = resource[option] as Value | undefined;
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  if (option === "customTimeouts") return Object.keys(value ?? {}).length === 0 ? null : (value ?? null);
  return value || null;
}

/** True where every resource stands behind what it needs, as the engine demands of a checkpoint. */
export function isOrdered({ resources }: Opened): boolean {
  const seen = new Set<string>();
  return resources.every((resource) => {
    const all = needs(resource).every((urn) => seen.has(urn) || urn === resource.urn);
    seen.add(resource.urn);
    return all;
  });
}
