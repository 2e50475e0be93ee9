import type { Opened } from "./decrypt";
import type { Resource } from "./schema";
import { isProvider, parseUrn, providerUrn, STACK_TYPE } from "./urn";
import { equal, isObject, type Value } from "./values";

/** A resource that is to be registered, and how. */
export interface Registration {
  readonly resource: Resource;
  /** `kept`: of today, protected, unknown to the checkpoint. It is registered as it stands, so that it is not deleted. */
  readonly origin: "recorded" | "kept";
  /** The name under which today's state knows the same thing. */
  readonly formerUrn?: string;
  /** What it is imported as. What was deleted since cannot be: it is made anew, as if it had never been imported. */
  readonly importId?: string;
}

/** What one run of the engine registers. Pure data: the same plan can be previewed and applied. */
export interface Plan {
  readonly registrations: readonly Registration[];
  /** Outputs of the stack. */
  readonly outputs: { readonly [key: string]: Value };
  /** Resources to make anew although nothing in their inputs asks for it. */
  readonly replace: readonly string[];
  /** Something has to be put back that the recorded options would leave alone; `asRecorded` has to follow. */
  readonly unfinished: boolean;
}

/**
 * How to get from today's state to the recorded one. Resources that nobody has registered are deleted by the engine at the
 * end of the run, after everything else is in place.
 */
export function planReplay(recorded: Opened, today: Opened | undefined): Plan {
  const plan = asRecorded(recorded, today);
  const before = new Map((today?.resources ?? []).filter(isLive).map((resource) => [resource.urn, resource]));
  const replace: string[] = [];
  let unfinished = false;
  const registrations = plan.registrations.map((registration) => {
    if (registration.origin === "kept") return registration;
    const now = before.get(registration.resource.urn) ?? before.get(registration.formerUrn ?? "");
    const { resource, again } = putBack(registration.resource, now);
    if (again) replace.push(registration.resource.urn);
    unfinished ||= resource !== registration.resource;
    return { ...registration, resource };
  });
  return { ...plan, registrations, replace, unfinished };
}

/** Every resource with exactly the options that were recorded. */
export function asRecorded(recorded: Opened, today: Opened | undefined): Plan {
  const wanted = recorded.resources.filter(isRegistered);
  const now = (today?.resources ?? []).filter(isRegistered);
  const renamed = renames(wanted, now);
  const names = new Set([...wanted.map(({ urn }) => urn), ...renamed.values()]);
  const kept = withWhatTheyNeed(
    now.filter(({ urn, protect }) => protect && !names.has(urn)),
    now,
    names,
  );
  const here = new Set(now.map(({ urn }) => urn));
  const registrations: Registration[] = wanted.map((resource) => {
    const { urn, importID: importId, retainOnDelete } = resource;
    const formerUrn = renamed.get(urn);
    const exists = here.has(urn) || formerUrn !== undefined || retainOnDelete;
    return { resource, origin: "recorded", ...(formerUrn && { formerUrn }), ...(importId && exists && { importId }) };
  });
  const stack = recorded.resources.find(({ type }) => type === STACK_TYPE);
  return {
    registrations: [...registrations, ...kept.map(asKept)],
    outputs: stack?.outputs ?? {},
    replace: [],
    unfinished: false,
  };
}

function asKept(resource: Resource): Registration {
  const { importID: importId } = resource;
  return { resource, origin: "kept", ...(importId && { importId }) };
}

/** What a program registers: not the stack itself, not what waits for deletion, not what a provider shows by itself. */
function isRegistered(resource: Resource): boolean {
  return isLive(resource) && resource.type !== STACK_TYPE;
}

function isLive(resource: Resource): boolean {
  return !resource.delete && !resource.viewOf;
}

/**
 * The same physical thing under another name: same type, same id. Without this, a resource that was renamed since would be
 * made anew under its old name and deleted under its new one, with all that it holds.
 */
function renames(wanted: readonly Resource[], now: readonly Resource[]): ReadonlyMap<string, string> {
  const here = new Set(now.map(({ urn }) => urn));
  const names = new Set(wanted.map(({ urn }) => urn));
  const identity = ({ urn, id }: Resource) => `${parseUrn(urn).type} ${id}`;
  const strangers = now.filter(({ urn, custom, id }) => custom && id && !names.has(urn));
  const byIdentity = new Map(strangers.map((resource) => [identity(resource), resource.urn]));
  const pairs = wanted
    .filter(({ urn, custom, id }) => custom && id && !here.has(urn))
    .map((resource): [string, string | undefined] => [resource.urn, byIdentity.get(identity(resource))]);
  return new Map(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Parents, providers and dependencies of what is kept stay as well, in the order of today's state. */
function withWhatTheyNeed(kept: readonly Resource[], now: readonly Resource[], names: ReadonlySet<string>): Resource[] {
  const byUrn = new Map(now.map((resource) => [resource.urn, resource]));
  const needed = new Set<string>();
  const add = (urn: string | undefined): void => {
    const resource = urn === undefined || names.has(urn) || needed.has(urn) ? undefined : byUrn.get(urn);
    if (!resource) return;
    needed.add(resource.urn);
    for (const other of needs(resource)) add(other);
  };
  for (const { urn } of kept) add(urn);
  return now.filter(({ urn }) => needed.has(urn));
}

/** URNs that have to be registered before this one. */
export function needs(resource: Resource): string[] {
  const { parent, provider, dependencies, propertyDependencies, deletedWith, replaceWith = [] } = resource;
  const byProperty = Object.values(propertyDependencies).flatMap((urns) => urns ?? []);
  const others = [parent, provider && providerUrn(provider), deletedWith, ...replaceWith];
  return [...others, ...dependencies, ...byProperty].filter((urn): urn is string => Boolean(urn));
}

/**
 * `ignoreChanges` makes the engine keep today's value whatever a program asks for. Where today's value is not the recorded
 * one, the option is left out once. A stash takes a new value only when it is made anew.
 */
function putBack(resource: Resource, now: Resource | undefined): { resource: Resource; again: boolean } {
  const nothing = { resource, again: false };
  if (!now || isProvider(resource.type)) return nothing;
  if (resource.type === "pulumi:index:Stash") return stashBack(resource, now);
  const ignored = resource.ignoreChanges ?? [];
  const differs = ignored.some((path) => {
    const key = /^[^.[\]]+/.exec(path)?.[0] ?? "";
    return key === "*" || path === "*"
      ? !equal(resource.inputs ?? {}, now.inputs ?? {})
      : !equal(resource.inputs?.[key], now.inputs?.[key]);
  });
  return differs ? { resource: { ...resource, ignoreChanges: [] }, again: false } : nothing;
}

function stashBack(resource: Resource, now: Resource): { resource: Resource; again: boolean } {
  const [kept, input] = [resource.outputs?.output, resource.inputs?.input];
  if (kept === undefined || equal(kept, now.outputs?.output)) {
    return equal(input, now.inputs?.input)
      ? { resource, again: false }
      : { resource: { ...resource, ignoreChanges: [] }, again: false };
  }
  if (equal(kept, input)) return { resource, again: true };
  return {
    resource: { ...resource, inputs: { ...(isObject(resource.inputs) ? resource.inputs : {}), input: kept } },
    again: true,
  };
}
