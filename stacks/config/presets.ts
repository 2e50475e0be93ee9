import { merge, without } from "./merge";
import type { Environment, PlatformInput, PlatformName, Sizing } from "./schema";

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
type Preset = DeepPartial<PlatformInput>;
type Priority = "high" | "medium" | "low";

/** The production collections and how much each is worth in a disaster. */
const COLLECTIONS = {
  mixtral: "high",
  hermes: "high",
  openchat: "high",
  phi3: "medium",
  yi34b: "medium",
  deepcoder: "medium",
  imp: "medium",
  deepseek: "medium",
  general: "low",
} as const satisfies Record<string, Priority>;

/** The nine collections, all with the same settings but for their size. */
function collections(expectedVectors: Record<Priority, number>, settings: object = {}): Preset {
  const entries = Object.entries(COLLECTIONS).map(([name, backupPriority]) => [
    name,
    { backupPriority, expectedVectors: expectedVectors[backupPriority], ...settings },
  ]);
  return { collections: Object.fromEntries(entries) };
}

/** Development is what the schema's own defaults say. */
const DEVELOPMENT: Preset = collections({ high: 10_000, medium: 10_000, low: 10_000 });

const STAGING: Preset = {
  protectData: true,
  ...collections({ high: 400_000, medium: 400_000, low: 400_000 }, { quantization: "scalar", onDisk: true }),
  targets: { queryMilliseconds: 50, operationsPerSecond: 1000 },
  qdrant: { cpu: 2, memory: "4Gi", storage: "50Gi", snapshotStorage: "50Gi" },
  redis: { cpu: "500m", cacheMemory: "512Mi" },
  postgres: { cpu: 1, memory: "2Gi", storage: "20Gi", maxConnections: 100 },
  embedding: { replicas: 2, cpu: 2, memory: "2Gi" },
  gateway: {
    cpu: 1,
    memory: "256Mi",
    maxConnections: 5000,
    rateLimit: { requestsPerSecond: 1000, burst: 2000 },
  },
  monitoring: { prometheus: { cpu: 1, memory: "1Gi", storage: "20Gi", retentionDays: 15 } },
};

/**
 * Rows A3 and A4: 104 million vectors in 32Gi, so their compressed copy alone is in memory. The limits of one slot and
 * the data services together stay within the 78 GiB of row C1.
 */
const PRODUCTION: Preset = {
  protectData: true,
  ...collections({ high: 20_000_000, medium: 8_000_000, low: 4_000_000 }, { quantization: "binary", onDisk: true }),
  targets: { queryMilliseconds: 10, operationsPerSecond: 10_000 },
  qdrant: { cpu: 16, memory: "32Gi", storage: "1Ti", snapshotStorage: "512Gi", storagePath: "/data/qdrant" },
  redis: { cpu: 2, cacheMemory: "2Gi" },
  postgres: { cpu: 4, memory: "4Gi", storage: "100Gi", maxConnections: 300 },
  embedding: { device: "gpu", cpu: 4, memory: "4Gi" },
  gateway: {
    cpu: 4,
    memory: "512Mi",
    maxConnections: 20_000,
    rateLimit: { requestsPerSecond: 10_000, burst: 20_000 },
  },
  monitoring: {
    prometheus: { cpu: 2, memory: "1536Mi", storage: "50Gi", retentionDays: 30 },
    grafana: { cpu: "500m", memory: "512Mi" },
  },
};

const ENVIRONMENT: Record<Environment, Preset> = { development: DEVELOPMENT, staging: STAGING, production: PRODUCTION };

/** Row A1: what one API pod of each environment gets. Development is what the schema's own defaults say. */
const POD: Record<Environment, Preset> = {
  development: {},
  staging: {
    api: { replicas: 2, cpu: "250m", memory: "512Mi", workers: 1, maxConnections: 1000, databaseConnections: 8 },
  },
  production: {
    api: { replicas: 3, cpu: "500m", memory: "1Gi", workers: 2, maxConnections: 5000, databaseConnections: 16 },
  },
};

/** Row A3: few large API services, for one large machine. */
const SERVICE: Preset = {
  api: { replicas: 2, cpu: 8, memory: "16Gi", workers: 16, maxConnections: 20_000, databaseConnections: 32 },
};

export const defaultSizing = (environment: Environment): Sizing => (environment === "production" ? "service" : "pod");

/** A gateway rolls there instead of reloading, so that two are the least; and a node port has a range of its own. */
const KUBERNETES: Preset = { gateway: { replicas: 2, publish: { port: 30443 } } };

/** What a stack of this environment is before its own file says anything. */
export function preset(environment: Environment, sizing: Sizing, platform: PlatformName = "docker"): Preset {
  const api = sizing === "service" ? SERVICE : POD[environment];
  const sized = merge(merge(ENVIRONMENT[environment], api), { sizing }) as Preset;
  return platform === "kubernetes" ? onKubernetes(sized, environment) : sized;
}

function onKubernetes(sized: Preset, environment: Environment): Preset {
  const exposed = environment === "production" ? { kubernetes: { exposure: "LoadBalancer" } } : {};
  // A directory of one machine is no place for a pod that may run on any: its storage class finds one.
  return merge(merge(without(sized, ["qdrant", "storagePath"]), KUBERNETES), exposed) as Preset;
}
