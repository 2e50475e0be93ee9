import { loadConfig, type PlatformConfig } from "../../stacks/config";
import type { Choice } from "./choices";
import type { Facts } from "./parameters/switches";
import type { Pair } from "./synthesis/explain";

/** A stack as it might be: its switches set in one way, its values in two. */
export interface Sample {
  readonly configs: Pair<PlatformConfig>;
  readonly facts: Facts;
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Draft = Mutable<PlatformConfig>;

/** Which side of a pair: every value differs between the two, in a way that no formula can mistake for another's. */
type Side = 0 | 1;

export function sample(choice: Choice): Sample {
  const draft = (side: Side): PlatformConfig => {
    const config = structuredClone(BASE) as Draft;
    for (const set of [texts, sizes, limits]) set(config, side);
    switches(config, choice, side);
    return config as PlatformConfig;
  };
  return { configs: { a: draft(0), b: draft(1) }, facts: { webhook: choice.flags.webhook } };
}

const BASE: PlatformConfig = loadConfig(
  {
    environment: "development",
    platform: "kubernetes",
    slots: JSON.stringify({ blue: { image: "marker/api:1" }, green: { image: "marker/api:2" } }),
  },
  { stack: "marker" },
);

/** Nothing here is looked at but in the manifests, so a value need not be one that a stack could have. */
function texts(c: Draft, side: Side): void {
  const s = "ab"[side];
  c.stack = `stackmark${s}`;
  c.kubernetes.namespace = `namespacemark${s}`;
  for (const name of Object.keys(c.images) as (keyof Draft["images"])[]) {
    c.images[name] = `marker.example/${name.toLowerCase()}${s}:v-${name.toLowerCase()}-${s}`;
  }
  for (const slot of ["blue", "green"] as const) {
    c.slots[slot].image = `marker.example/api-${slot}${s}:v-${slot}-${s}`;
    c.slots[slot].version = `version-of-${slot}-${s}`;
  }
  c.maintenanceMessage = `Marker ${s} of 10% isn't here.`;
  c.embedding.model = `marker/model-${s}`;
  c.gateway.allowlist = [side ? "10.231.0.0/16" : "10.230.0.0/16"];
  c.qdrant.logLevel = side ? "warn" : "error";
  for (const collection of Object.values(c.collections)) collection.dimensions = 4001 + side;
}

function sizes(c: Draft, side: Side): void {
  const cpus = [c.qdrant, c.redis, c.postgres, c.embedding, c.api, c.gateway];
  const { prometheus, alertmanager, grafana } = c.monitoring;
  for (const [i, sized] of [...cpus, prometheus, alertmanager, grafana].entries()) {
    sized.cpu = 5.5 + 3 * i + 0.01 * i + 15.101 * side;
  }
  const memories = [c.qdrant, c.postgres, c.embedding, c.api, c.gateway, prometheus, alertmanager, grafana];
  for (const [i, sized] of memories.entries()) sized.memoryMiB = 7001 + 46 * i + 4003 * side;
  c.redis.cacheMiB = 9001 + 1777 * side;
  c.qdrant.storageGiB = 211 + 100 * side;
  c.qdrant.snapshotStorageGiB = 223 + 100 * side;
  c.postgres.storageGiB = 11 + 2 * side;
  prometheus.storageGiB = 241 + 100 * side;
  c.kubernetes.cpuOvercommit = 7 + 6 * side;
}

function limits(c: Draft, side: Side): void {
  c.canaryWeight = 37 + 4 * side;
  // More than the cores on one side and fewer on the other: what takes the larger of the two is then neither.
  c.api.workers = side ? 5 : 131;
  c.api.maxConnections = 77_003 + 5000 * side;
  c.postgres.maxConnections = 331 + 70 * side;
  c.qdrant.maxConcurrentRequests = 88_009_007 + 9_000_001 * side;
  c.gateway.maxConnections = 55_003 + 1010 * side;
  c.gateway.rateLimit = { requestsPerSecond: 6011 + 300 * side, burst: 66_013 + 900 * side };
  c.gateway.maxBodyMiB = 19 + 4 * side;
  c.gateway.timeouts = {
    connectSeconds: 43 + 4 * side,
    requestSeconds: 1013 + 40 * side,
    idleSeconds: 1103 + 40 * side,
    drainSeconds: 2203 + 106 * side,
  };
  c.gateway.publish.port = 31_013 + 700 * side;
  c.monitoring.scrapeIntervalSeconds = 8 + 5 * side;
  c.monitoring.prometheus.retentionDays = 613 + 50 * side;
}

function switches(c: Draft, { activeGreen, both, canary, flags }: Choice, side: Side): void {
  c.activeSlot = activeGreen ? "green" : "blue";
  c.slots.blue.enabled = both || !activeGreen;
  c.slots.green.enabled = both || activeGreen;
  if (canary !== "part") c.canaryWeight = canary === "all" ? 100 : 0;
  c.maintenance = flags.maintenance;
  c.monitoring.enabled = flags.monitoring;
  c.monitoring.grafana.enabled = flags.grafana;
  const { redisExporter: redis, postgresExporter: postgres, nodeExporter: node } = flags;
  c.monitoring.exporters = { redis, postgres, node };
  c.qdrant.replicas = flags.qdrants ? 3 + 2 * side : 1;
  c.api.replicas = flags.apis ? 17 + 2 * side : 1;
  c.embedding.replicas = flags.embeddings ? 29 + 2 * side : 1;
  c.gateway.replicas = flags.gateways ? 13 + 10 * side : 1;
  c.kubernetes.exposure = flags.loadBalancer ? "LoadBalancer" : "NodePort";
  c.protectData = flags.protectData;
  c.embedding.device = flags.gpu ? "gpu" : "cpu";
  if (flags.storageClass) c.kubernetes.storageClass = `classmark${"ab"[side]}`;
}
