/** A Kubernetes object as plain data, the way `kubectl apply` takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

interface Metadata {
  readonly name: string;
  /** Missing on what belongs to the cluster as a whole. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Kinds in the order in which they have to exist; what is not listed comes last. */
const ORDER = [
  "Namespace",
  "PriorityClass",
  "ServiceAccount",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "Service",
  "StatefulSet",
  "Deployment",
  "DaemonSet",
];

/** Instructions to Pulumi's own provider; nobody else knows them. */
const FOR_PULUMI = /^pulumi\.com\//;

/** Fields that come first in a file; the others follow by name. */
const FIRST = ["apiVersion", "kind", "metadata", "name"];

/** The objects of what a program registered: without what only Pulumi reads, and always in the same order. */
export function plainObjects(inputs: readonly unknown[]): KubernetesObject[] {
  return inputs.map((input) => ordered(withoutPulumi(input as KubernetesObject))).sort(byOrder);
}

/** Same fields, same order, however the object was put together. */
export function ordered<T>(value: T): T {
  if (Array.isArray(value)) return value.map(ordered) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([a], [b]) => rank(a) - rank(b) || compare(a, b));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, ordered(inner)])) as T;
}

function withoutPulumi(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([name]) => !FOR_PULUMI.test(name));
  return { ...object, metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) } };
}

function byOrder(a: KubernetesObject, b: KubernetesObject): number {
  return place(a) - place(b) || compare(identity(a), identity(b));
}

/** What tells one object from every other. */
export function identity({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}/${metadata.namespace ?? ""}`;
}

function place({ kind }: KubernetesObject): number {
  const at = ORDER.indexOf(kind);
  return at < 0 ? ORDER.length : at;
}

function rank(key: string): number {
  const at = FIRST.indexOf(key);
  return at < 0 ? FIRST.length : at;
}

/** By code points: the same on every machine, whatever its language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
