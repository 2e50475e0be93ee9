import type { PlatformConfig } from "../../stacks/config";
import { formatMiB } from "../../stacks/config/quantity";
import { baseConfig } from "./presets";

export type Values = Readonly<Record<string, unknown>>;

const MIB_PER_GIB = 1024;

/** The values of the chart that describe a stack: its configuration under the same names, as far as a cluster is concerned. */
export function valuesOf(config: PlatformConfig): Values {
  const { activeSlot, canaryWeight, maintenance, maintenanceMessage, protectData, kubernetes } = config;
  const { node: _, ...images } = config.images;
  return {
    ...{ activeSlot, canaryWeight, maintenance, maintenanceMessage },
    slots: { blue: slot(config, "blue"), green: slot(config, "green") },
    protectData,
    kubernetes: {
      exposure: kubernetes.exposure,
      storageClass: kubernetes.storageClass ?? "",
      cpuOvercommit: kubernetes.cpuOvercommit,
    },
    images,
    qdrant: qdrant(config),
    redis: { cpu: cores(config.redis.cpu), cacheMemory: formatMiB(config.redis.cacheMiB) },
    postgres: postgres(config),
    embedding: embedding(config),
    api: api(config),
    gateway: gateway(config),
    monitoring: monitoring(config),
    collections: collections(config),
  };
}

function slot({ slots }: PlatformConfig, name: "blue" | "green") {
  const { enabled, version, image, build } = slots[name];
  return { enabled, version, image: build ? "" : image };
}

function qdrant({ qdrant: q }: PlatformConfig) {
  return {
    replicas: q.replicas,
    ...sized(q),
    storage: gibibytes(q.storageGiB),
    snapshotStorage: gibibytes(q.snapshotStorageGiB),
    logLevel: q.logLevel,
    maxConcurrentRequests: q.maxConcurrentRequests,
  };
}

function postgres({ postgres: p }: PlatformConfig) {
  return { ...sized(p), storage: gibibytes(p.storageGiB), maxConnections: p.maxConnections };
}

function embedding({ embedding: { model, dimensions, device, replicas, ...size } }: PlatformConfig) {
  return { model, dimensions, device, replicas, ...sized(size) };
}

function api({ api: { replicas, workers, maxConnections, ...size } }: PlatformConfig) {
  return { replicas, ...sized(size), workers, maxConnections };
}

function gateway({ gateway: g }: PlatformConfig) {
  return {
    publish: { address: g.publish.address, port: g.publish.port },
    replicas: g.replicas,
    allowlist: [...g.allowlist],
    rateLimit: { ...g.rateLimit },
    maxBodySize: formatMiB(g.maxBodyMiB),
    maxConnections: g.maxConnections,
    timeouts: { ...g.timeouts },
    tls: { hostnames: [...g.tls.hostnames] },
    ...sized(g),
  };
}

function monitoring({
  monitoring: { enabled, scrapeIntervalSeconds, prometheus, alertmanager, grafana, exporters },
}: PlatformConfig) {
  return {
    ...{ enabled, scrapeIntervalSeconds },
    prometheus: {
      ...sized(prometheus),
      storage: gibibytes(prometheus.storageGiB),
      retentionDays: prometheus.retentionDays,
    },
    alertmanager: sized(alertmanager),
    grafana: { enabled: grafana.enabled, ...sized(grafana) },
    exporters: { ...exporters },
  };
}

/** How many vectors they have to hold decides about a stack before it is deployed, and about nothing in the cluster. */
function collections(config: PlatformConfig) {
  const entries = Object.entries(config.collections).map(([name, { expectedVectors: _, dimensions, ...settings }]) => [
    name,
    { ...settings, ...(dimensions !== config.embedding.dimensions && { dimensions }) },
  ]);
  // Helm merges: a standard collection that a stack does without has to be taken out by name.
  const missing = Object.keys(baseConfig().collections).filter((name) => !(name in config.collections));
  return { ...Object.fromEntries(missing.map((name) => [name, null])), ...Object.fromEntries(entries) };
}

function sized({ cpu, memoryMiB }: { readonly cpu: number; readonly memoryMiB: number }) {
  return { cpu: cores(cpu), memory: formatMiB(memoryMiB) };
}

function cores(cpu: number): number | string {
  return Number.isInteger(cpu) ? cpu : `${Math.round(cpu * 1000)}m`;
}

function gibibytes(gib: number): string {
  return formatMiB(gib * MIB_PER_GIB);
}

/** What is said here and not in the base, key by key. */
export function difference(values: Values, base: Values): Values {
  const entries = Object.entries(values).flatMap(([key, value]) => {
    const other = base[key];
    if (JSON.stringify(value) === JSON.stringify(other)) return [];
    return [[key, isTree(value) && isTree(other) ? difference(value, other) : value]];
  });
  return Object.fromEntries(entries);
}

function isTree(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
