import { SLOTS } from "../../components/slots/slot";
import { found, setCommand } from "./problem";
import type { PlatformConfig } from "./resolve";
import type { Check, Rule } from "./rules";
import { NAMESPACE_NAME } from "./schema/target";

/** What Kubernetes gives to node ports unless its API server was started with another range. */
const NODE_PORTS = { lowest: 30_000, highest: 32_767 };

const onKubernetes = ({ platform }: PlatformConfig): boolean => platform === "kubernetes";

/** Nothing is built beside a cluster: what runs there was pushed before. */
export const imageProblems: Check = (config) =>
  SLOTS.filter((slot) => onKubernetes(config) && config.slots[slot].enabled && config.slots[slot].build).map(
    (slot) => ({
      path: ["slots", slot, "image"],
      found: found(undefined),
      allowed: "the reference of an image that the cluster can pull: on Kubernetes none is built",
      advice: `build services/api, push it, and run ${setCommand(["slots", slot, "image"])} with its reference`,
    }),
  );

/** What one of the two platforms cannot do, or does in a way of its own. */
export const PLATFORM_RULES: readonly Rule[] = [
  {
    path: ["gateway", "publish", "port"],
    broken: (c) => onKubernetes(c) && c.kubernetes.exposure === "NodePort" && !isNodePort(c.gateway.publish.port),
    allowed: () => `a node port, ${NODE_PORTS.lowest} to ${NODE_PORTS.highest}, while kubernetes.exposure is NodePort`,
  },
  {
    path: ["gateway", "replicas"],
    broken: (c) => !onKubernetes(c) && c.gateway.replicas > 1,
    allowed: () => "1 on Docker, where one port of the machine leads to one gateway",
    advice: () => "leave it out: a change of its configuration reloads it without losing a request",
  },
  {
    path: ["qdrant", "storagePath"],
    broken: (c) => onKubernetes(c) && c.qdrant.storagePath !== undefined,
    allowed: () => "nothing on Kubernetes, where a pod may run on any node",
    advice: () => "leave it out, and choose the disk with kubernetes.storageClass",
  },
  {
    path: ["kubernetes", "namespace"],
    broken: (c) => onKubernetes(c) && !NAMESPACE_NAME.test(c.kubernetes.namespace),
    allowed: () => "a name of up to 58 lower-case letters, digits and -; by default it is vector-platform-<stack>",
  },
];

function isNodePort(port: number): boolean {
  return port >= NODE_PORTS.lowest && port <= NODE_PORTS.highest;
}
