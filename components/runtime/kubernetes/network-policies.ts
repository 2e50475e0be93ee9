import type { types } from "@pulumi/kubernetes";
import type { Port, Workload } from "../../workload";
import { hostNamespace, type Place, reachesLabel, selectorLabels } from "./identity";
import { publishedToUsers } from "./services";

type Spec = types.input.networking.v1.NetworkPolicySpec;
type Peer = types.input.networking.v1.NetworkPolicyPeer;

const BOTH_WAYS = ["Ingress", "Egress"];
const NAMESPACE_NAME = "kubernetes.io/metadata.name";
const NAME_SERVER = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" }, port: 53 } as const;

/** Nothing in, nothing out: what is allowed is said by the others. */
export function denyAll(): Spec {
  return { podSelector: {}, policyTypes: BOTH_WAYS };
}

/** Everybody may ask the cluster's name server, and no other. */
export function allowNames(): Spec {
  const { namespace, labels, port } = NAME_SERVER;
  const to = [
    { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } }, podSelector: { matchLabels: labels } },
  ];
  const ports = ["UDP", "TCP"].map((protocol) => ({ protocol, port }));
  return { podSelector: {}, policyTypes: ["Egress"], egress: [{ to, ports }] };
}

/**
 * Exactly the arrows that touch one workload. It lists whom it calls; who calls it says so by a label on its pods, so that a
 * policy needs to know no other workload. A port is judged where it is, at the called side.
 */
export function workloadPolicy(workload: Workload, place: Place, watchedFromOutside = false): Spec {
  return {
    podSelector: { matchLabels: selectorLabels(workload, place) },
    policyTypes: BOTH_WAYS,
    ingress: [
      ...fromCallers(workload, place),
      ...fromUsers(workload),
      ...(watchedFromOutside ? fromWatcher(workload) : []),
    ],
    egress: [...toCalled(workload, place), ...toWorld(workload)],
  };
}

function fromCallers(workload: Workload, place: Place) {
  const callers = inPlatform({ [reachesLabel(workload.name)]: "true" }, place);
  const members = inPlatform(selectorLabels(workload, place), place);
  return [
    ...opened(
      callers,
      workload.ports.filter((port) => !port.membersOnly),
    ),
    ...opened(
      members,
      workload.ports.filter((port) => port.membersOnly),
    ),
  ];
}

function opened(from: Peer, numbered: readonly Port[]) {
  return numbered.length > 0 ? [{ from: [from], ports: ports(numbered) }] : [];
}

function fromUsers(workload: Workload) {
  const published = publishedToUsers(workload);
  return published.length > 0 ? [{ ports: ports(published) }] : [];
}

/** The Prometheus of the cluster, wherever it runs, where it is told to look by a ServiceMonitor. */
function fromWatcher({ scrape }: Workload) {
  if (!scrape || scrape.token) return [];
  const from = [{ namespaceSelector: {}, podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } }];
  return [{ from, ports: ports([{ number: scrape.port }]) }];
}

function toCalled({ reaches = [] }: Workload, place: Place) {
  const to = reaches.map((name) => inPlatform(selectorLabels({ name }, place), place));
  return to.length > 0 ? [{ to }] : [];
}

/** The world: which addresses of it are the cluster's own cannot be known from here; the called side refuses those. */
function toWorld({ egress = false }: Workload) {
  return egress ? [{ to: ["0.0.0.0/0", "::/0"].map((cidr) => ({ ipBlock: { cidr } })) }] : [];
}

/** Pods of this platform, in whichever of its two namespaces they run. */
function inPlatform(matchLabels: Readonly<Record<string, string>>, place: Place): Peer {
  const values = [place.namespace, hostNamespace(place)];
  return {
    namespaceSelector: { matchExpressions: [{ key: NAMESPACE_NAME, operator: "In", values }] },
    podSelector: { matchLabels },
  };
}

function ports(numbered: readonly { readonly number: number }[]) {
  return numbered.map(({ number }) => ({ protocol: "TCP", port: number }));
}
