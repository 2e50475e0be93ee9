import { otherSlot } from "../../../components/slots";
import type { PlatformConfig } from "../../../stacks/config";
import { integer, value } from "./quantities";

/** What decides whether something is there at all. */
export interface Switch {
  readonly name: string;
  readonly on: (config: PlatformConfig, facts: Facts) => boolean;
  /** The same as a condition of Helm's template language. */
  readonly expression: string;
}

/** What is not part of the configuration. */
export interface Facts {
  /** Alerts are sent somewhere. */
  readonly webhook: boolean;
}

const weighted = (c: PlatformConfig): boolean => c.slots[otherSlot(c.activeSlot)].enabled;
const runs = (slot: "blue" | "green") => `or ${value(`slots.${slot}.enabled`)} (eq ${value("activeSlot")} "${slot}")`;
const both = `and (${runs("blue")}) (${runs("green")})`;

/** The simpler ones first: a template that could say it in two ways says it by these. */
export const SWITCHES: readonly Switch[] = [
  { name: "monitoring", on: (c) => c.monitoring.enabled, expression: value("monitoring.enabled") },
  { name: "blue", on: (c) => c.slots.blue.enabled, expression: runs("blue") },
  { name: "green", on: (c) => c.slots.green.enabled, expression: runs("green") },
  { name: "activeGreen", on: (c) => c.activeSlot === "green", expression: `eq ${value("activeSlot")} "green"` },
  {
    name: "canary",
    on: (c) => weighted(c) && c.canaryWeight > 0 && c.canaryWeight < 100,
    expression: `and (${both}) (gt (${integer("canaryWeight")}) 0) (lt (${integer("canaryWeight")}) 100)`,
  },
  {
    name: "canaryTakesAll",
    on: (c) => weighted(c) && c.canaryWeight === 100,
    expression: `and (${both}) (eq (${integer("canaryWeight")}) 100)`,
  },
  { name: "maintenance", on: (c) => c.maintenance, expression: value("maintenance") },
  { name: "grafana", on: (c) => c.monitoring.grafana.enabled, expression: value("monitoring.grafana.enabled") },
  { name: "redisExporter", on: (c) => c.monitoring.exporters.redis, expression: value("monitoring.exporters.redis") },
  {
    name: "postgresExporter",
    on: (c) => c.monitoring.exporters.postgres,
    expression: value("monitoring.exporters.postgres"),
  },
  { name: "nodeExporter", on: (c) => c.monitoring.exporters.node, expression: value("monitoring.exporters.node") },
  { name: "qdrantCluster", on: (c) => c.qdrant.replicas > 1, expression: many("qdrant.replicas") },
  { name: "apiReplicas", on: (c) => c.api.replicas > 1, expression: many("api.replicas") },
  { name: "embeddingReplicas", on: (c) => c.embedding.replicas > 1, expression: many("embedding.replicas") },
  { name: "gatewayReplicas", on: (c) => c.gateway.replicas > 1, expression: many("gateway.replicas") },
  {
    name: "loadBalancer",
    on: (c) => c.kubernetes.exposure === "LoadBalancer",
    expression: `eq ${value("kubernetes.exposure")} "LoadBalancer"`,
  },
  { name: "protectData", on: (c) => c.protectData, expression: value("protectData") },
  {
    name: "storageClass",
    on: (c) => c.kubernetes.storageClass !== undefined,
    expression: value("kubernetes.storageClass"),
  },
  { name: "gpu", on: (c) => c.embedding.device === "gpu", expression: `eq ${value("embedding.device")} "gpu"` },
  { name: "webhook", on: (_, facts) => facts.webhook, expression: `include "vector-platform.webhook" $` },
];

function many(path: string): string {
  return `gt (${integer(path)}) 1`;
}
