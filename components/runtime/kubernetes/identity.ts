import type { Workload } from "../../workload";

/** What all objects of one stack share: its namespace is also the name of the instance. */
export interface Place {
  /** Where workloads run: the strictest level of pod security. */
  readonly namespace: string;
}

export type Labels = Readonly<Record<string, string>>;

/** Annotations and labels of our own. */
export const OURS = "vector-platform";
/** On the one service of a workload that shows all its ready pods. */
export const DISCOVERABLE: Labels = { [`${OURS}/discoverable`]: "true" };
const RECOMMENDED = "app.kubernetes.io";
const DEFAULT_DOMAIN = "cluster.local";
const LABEL_LENGTH = 63;

/** Workloads that need directories of the machine run beside the others, in a namespace that allows it. */
export function hostNamespace({ namespace }: Place): string {
  return `${namespace}-host`;
}

export function namespaceOf(workload: Pick<Workload, "hostPaths">, place: Place): string {
  return workload.hostPaths?.length ? hostNamespace(place) : place.namespace;
}

/**
 * The whole name, not the short one: HAProxy asks the name server itself and knows no search list. The domain is the one
 * that nearly every cluster has.
 */
export function serviceHost(service: string, namespace: string): string {
  return `${service}.${namespace}.svc.${DEFAULT_DOMAIN}`;
}

/** Governs a stateful workload: each member answers to a name of its own below this one. */
export function membersService(workload: string): string {
  return `${workload}-members`;
}

/** Never with a version: a selector cannot be changed. */
export function selectorLabels({ name }: Pick<Workload, "name">, { namespace }: Place): Labels {
  return { [`${RECOMMENDED}/name`]: name, [`${RECOMMENDED}/instance`]: namespace };
}

export function platformLabels({ namespace }: Place): Labels {
  return {
    [`${RECOMMENDED}/instance`]: namespace,
    [`${RECOMMENDED}/part-of`]: "vector-platform",
    [`${RECOMMENDED}/managed-by`]: "pulumi",
  };
}

export function objectLabels(workload: Workload, place: Place): Labels {
  return {
    ...platformLabels(place),
    ...selectorLabels(workload, place),
    [`${RECOMMENDED}/component`]: workload.importance ?? "serving",
  };
}

/** A pod also says its version, and which workloads it calls: their policies let in whoever carries their name here. */
export function podLabels(workload: Workload, place: Place): Labels {
  const version = versionOf(workload.image.reference);
  return {
    ...objectLabels(workload, place),
    ...(version && { [`${RECOMMENDED}/version`]: version }),
    ...Object.fromEntries((workload.reaches ?? []).map((called) => [reachesLabel(called), "true"])),
  };
}

export function reachesLabel(called: string): string {
  return `${OURS}/reaches.${called}`;
}

/** The tag of an image; one that is named by its digest alone has no version to show. */
function versionOf(reference: string): string | undefined {
  const [named = ""] = reference.split("@");
  const tag = /:([\w][\w.-]*)$/.exec(named)?.[1];
  return tag?.slice(0, LABEL_LENGTH).replace(/[^A-Za-z0-9]+$/, "");
}
