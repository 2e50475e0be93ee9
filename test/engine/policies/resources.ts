import { budget, container, controller, labelled, pod, service } from "../../unit/policies/shapes";
import type { Given } from "../../unit/policies/support";

const PINNED = `thing:1.2.3@sha256:${"ab".repeat(32)}`;

/** A resource of each kind that every rule lets pass, in production too. */
export const GOOD: readonly Given[] = [
  container({ image: PINNED }),
  controller(pod({ image: PINNED }), { replicas: 2 }),
  budget({ maxUnavailable: 1 }),
  service({ type: "NodePort", ports: [{ name: "https", port: 8443, nodePort: 30443 }] }),
  { type: "docker:index/volume:Volume", name: "thing-data", props: { name: "thing-data" }, protect: true },
];

/** By the rule that refuses it; each of these speaks before its resource is touched. */
export const REFUSED_ALONE: Readonly<Record<string, Given>> = {
  "no-latest": container({ image: "thing:latest" }, { name: "latest" }),
  "digest-pinned": container({ image: "thing:1.2.3" }, { name: "unpinned" }),
  "no-privilege": controller(pod({ securityContext: { privileged: true } }), { name: "privileged" }),
  probes: controller(pod({ readinessProbe: undefined }), { name: "unasked" }),
  limits: container({ memory: 0 }, { name: "unlimited" }),
  "no-plain-keys": container({ envs: ["API_KEY=planted"] }, { name: "talkative" }),
  "keys-set": labelled("qdrant"),
  "no-public-data-port": service({ type: "NodePort", ports: [{ port: 6379 }] }, "open-redis"),
};

const volume = (name: string): Given => ({
  type: "docker:index/volume:Volume",
  name,
  props: { name, labels: [{ label: "vector-platform.size-gib", value: "5" }] },
});

/** By the rule that refuses them; these are judged together with the rest of their stack. */
export const REFUSED_TOGETHER: Readonly<Record<string, readonly Given[]>> = {
  "tls-on": [{ type: "kubernetes:networking.k8s.io/v1:Ingress", name: "way-in", props: { spec: {} } }],
  "protected-data": [volume("somebody-s")],
  replicas: [controller(pod(), { name: "api-blue", replicas: 1 })],
  "disruption-budget": [controller(pod(), { name: "without-budget", replicas: 2 })],
  capacity: [
    labelled("qdrant", { memory: 64 }),
    volume("qdrant-storage"),
    volume("qdrant-snapshots"),
    { type: "vector-platform:index:Collection", name: "general", props: { name: "general", dimensions: 384 } },
  ],
};

/** The capacity rule reads how many vectors are expected from the stack's outputs. */
export const OUTPUTS = { expectedVectors: { general: 1_000_000 } };

/**
 * A program that registers such resources as components of those types: the engine judges them like any other, and no
 * provider, Docker engine or cluster is needed to see a rule refuse one.
 */
export function programOf(resources: readonly Given[], outputs: object = {}): string {
  const plain = resources.map(({ type, name, props, protect = false }) => ({ type, name, props, protect }));
  return `
    class Thing extends pulumi.ComponentResource {
      constructor({ type, name, props, protect }) {
        super(type, name, props, { protect });
        this.registerOutputs(props);
      }
    }
    for (const thing of ${JSON.stringify(plain)}) new Thing(thing);
    Object.assign(exports, ${JSON.stringify(outputs)});`;
}
