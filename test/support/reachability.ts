import type { KubernetesObject } from "./rendered";

/*
 * What a set of NetworkPolicies lets through, by the rules of the Kubernetes API: a pod that no policy selects for a direction
 * is open in it, else the rules of all policies that select it add up; both ends have to agree.
 */

type Labels = Readonly<Record<string, string>>;

export interface Endpoint {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly number[];
  readonly replicas: number;
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[];
}

interface Policy {
  readonly namespace: string;
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** Somewhere that is no pod of the cluster. */
export const WORLD = "world";

export class Network {
  readonly endpoints: readonly Endpoint[];
  private readonly policies: readonly Policy[];
  private readonly namespaces: ReadonlyMap<string, Labels>;

  constructor(objects: readonly KubernetesObject[], others: readonly Endpoint[] = []) {
    this.endpoints = [...objects.flatMap(endpoint), ...others];
    this.policies = objects
      .filter(({ kind }) => kind === "NetworkPolicy")
      .map(({ metadata, spec }) => ({ namespace: metadata.namespace ?? "", spec: spec as Policy["spec"] }));
    const declared = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata);
    const all = [...declared, ...others.map(({ namespace: name }) => ({ name, labels: {} }))];
    // The API server puts the name on every namespace as a label.
    this.namespaces = new Map(
      all.map(({ name, labels }) => [name, { ...labels, "kubernetes.io/metadata.name": name }]),
    );
  }

  lets(from: Endpoint | typeof WORLD, to: Endpoint | typeof WORLD, port: number): boolean {
    const leaves = from === WORLD || this.passes("Egress", from, to, port);
    return leaves && (to === WORLD || this.passes("Ingress", to, from, port));
  }

  private passes(direction: "Ingress" | "Egress", at: Endpoint, other: Endpoint | typeof WORLD, port: number): boolean {
    const selecting = this.policies.filter(
      ({ namespace, spec }) =>
        namespace === at.namespace && spec.policyTypes.includes(direction) && selects(spec.podSelector, at.labels),
    );
    if (selecting.length === 0) return true;
    return selecting.some(({ namespace, spec }) =>
      (direction === "Ingress" ? spec.ingress : spec.egress)?.some((rule) => this.allows(rule, namespace, other, port)),
    );
  }

  private allows(rule: Rule, namespace: string, other: Endpoint | typeof WORLD, port: number): boolean {
    const peers = rule.from ?? rule.to;
    const portFits = !rule.ports?.length || rule.ports.some(({ port: own }) => own === undefined || own === port);
    return portFits && (!peers?.length || peers.some((peer) => this.isPeer(peer, namespace, other)));
  }

  /** A block of addresses is taken to cover pods as well: some network plugins do so. */
  private isPeer(peer: Peer, namespace: string, other: Endpoint | typeof WORLD): boolean {
    if (peer.ipBlock) return true;
    if (other === WORLD) return false;
    const inNamespace = peer.namespaceSelector
      ? selects(peer.namespaceSelector, this.namespaces.get(other.namespace) ?? {})
      : other.namespace === namespace;
    return inNamespace && selects(peer.podSelector ?? {}, other.labels);
  }
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const expected = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return (
    expected &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === "In") return values.includes(labels[key] ?? "");
      throw new Error(`the operator ${operator} of a selector is not known to this test`);
    })
  );
}

function endpoint({ kind, metadata, spec }: KubernetesObject): Endpoint[] {
  if (kind !== "Deployment" && kind !== "StatefulSet") return [];
  const { replicas, template } = spec as {
    replicas: number;
    template: { metadata: { labels: Labels }; spec: { containers: Container[] } };
  };
  const ports = template.spec.containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  return [
    { name: metadata.name, namespace: metadata.namespace ?? "", labels: template.metadata.labels, ports, replicas },
  ];
}

interface Container {
  readonly ports?: readonly { readonly containerPort: number }[];
}
