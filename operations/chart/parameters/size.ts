import type { PlatformConfig } from "../../../stacks/config";
import type { Formula } from "../synthesis/formula";
import { asCores, asGibibytes, asMebibytes, dividedUp, gibibytes, integer, mebibytes, millicores } from "./quantities";

/** Cores, memory and disk of the workloads, in every form in which manifests and configuration files name them. */
export function sizeFormulas(): Formula[] {
  return [
    ...CPUS.flatMap(cpu),
    ...MEMORIES.map(memory),
    ...DISKS.map(disk),
    ...FIXED,
    ...API,
    ...REDIS,
    ...QDRANT,
    ...GATEWAY,
    ...PROMETHEUS,
  ];
}

type Number = (config: PlatformConfig) => number;
type Sized = readonly [path: string, number: Number];

const CPUS: readonly Sized[] = [
  ["qdrant.cpu", (c) => c.qdrant.cpu],
  ["redis.cpu", (c) => c.redis.cpu],
  ["postgres.cpu", (c) => c.postgres.cpu],
  ["embedding.cpu", (c) => c.embedding.cpu],
  ["api.cpu", (c) => c.api.cpu],
  ["gateway.cpu", (c) => c.gateway.cpu],
  ["monitoring.prometheus.cpu", (c) => c.monitoring.prometheus.cpu],
  ["monitoring.alertmanager.cpu", (c) => c.monitoring.alertmanager.cpu],
  ["monitoring.grafana.cpu", (c) => c.monitoring.grafana.cpu],
];

const MEMORIES: readonly Sized[] = [
  ["qdrant.memory", (c) => c.qdrant.memoryMiB],
  ["postgres.memory", (c) => c.postgres.memoryMiB],
  ["embedding.memory", (c) => c.embedding.memoryMiB],
  ["api.memory", (c) => c.api.memoryMiB],
  ["gateway.memory", (c) => c.gateway.memoryMiB],
  ["monitoring.prometheus.memory", (c) => c.monitoring.prometheus.memoryMiB],
  ["monitoring.alertmanager.memory", (c) => c.monitoring.alertmanager.memoryMiB],
  ["monitoring.grafana.memory", (c) => c.monitoring.grafana.memoryMiB],
];

const DISKS: readonly Sized[] = [
  ["qdrant.storage", (c) => c.qdrant.storageGiB],
  ["qdrant.snapshotStorage", (c) => c.qdrant.snapshotStorageGiB],
  ["postgres.storage", (c) => c.postgres.storageGiB],
];

const OVERCOMMIT = integer("kubernetes.cpuOvercommit");

/** What a component takes without being asked, in thousandths of a core: the promise is divided like every other. */
const FIXED: readonly Formula[] = [50, 100, 200, 250, 500].map((millis) => ({
  of: (c) => cores(Math.max(1, Math.round(millis / c.kubernetes.cpuOvercommit))),
  expression: asCores(share(`${millis}`)),
}));

function cpu([path, number]: Sized): Formula[] {
  return [
    { of: (c) => cores(number(c) * 1000), expression: asCores(millicores(path)) },
    {
      of: (c) => cores(Math.max(1, Math.round((number(c) * 1000) / c.kubernetes.cpuOvercommit))),
      expression: asCores(share(millicores(path))),
    },
  ];
}

/** Rounded to the nearest thousandth, and never nothing. */
function share(millis: string): string {
  return `max 1 (div (add (mul 2 (${millis})) (${OVERCOMMIT})) (mul 2 (${OVERCOMMIT})))`;
}

function memory([path, number]: Sized): Formula {
  return { of: (c) => size(number(c), "Mi", "Gi"), expression: asMebibytes(mebibytes(path)) };
}

function disk([path, number]: Sized): Formula {
  return { of: (c) => size(number(c), "Gi", "Ti"), expression: asGibibytes(gibibytes(path)) };
}

/** A worker is one thread and may use a core while others leave it idle. */
const API: readonly Formula[] = [
  {
    of: (c) => cores(Math.max(c.api.cpu, c.api.workers) * 1000),
    expression: asCores(`max (${millicores("api.cpu")}) (mul 1000 (${integer("api.workers")}))`),
  },
];

const CACHE = mebibytes("redis.cacheMemory");
const REDIS: readonly Formula[] = [
  { of: (c) => c.redis.cacheMiB, expression: CACHE },
  {
    of: (c) => size(Math.ceil(c.redis.cacheMiB * 1.5), "Mi", "Gi"),
    expression: asMebibytes(dividedUp(`mul 3 (${CACHE})`, 2)),
  },
  {
    of: (c) => size(Math.ceil((c.redis.cacheMiB * 3) / 1024), "Gi", "Ti"),
    expression: asGibibytes(dividedUp(`mul 3 (${CACHE})`, 1024)),
  },
];

const wholeCores = (path: string) => `max 1 (${dividedUp(millicores(path), 1000)})`;

const QDRANT: readonly Formula[] = [
  { of: (c) => Math.max(1, Math.ceil(c.qdrant.cpu)), expression: wholeCores("qdrant.cpu") },
];

const GATEWAY: readonly Formula[] = [
  { of: (c) => Math.max(1, Math.ceil(c.gateway.cpu)), expression: wholeCores("gateway.cpu") },
];

const FIGURES = gibibytes("monitoring.prometheus.storage");
const PROMETHEUS: readonly Formula[] = [
  { of: (c) => c.monitoring.prometheus.storageGiB, expression: FIGURES },
  {
    of: (c) => size(Math.ceil(c.monitoring.prometheus.storageGiB * 1.25), "Gi", "Ti"),
    expression: asGibibytes(dividedUp(`mul 5 (${FIGURES})`, 4)),
  },
];

function cores(exact: number): string {
  const millis = Math.round(exact);
  return millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`;
}

function size(number: number, unit: string, larger: string): string {
  return number % 1024 === 0 ? `${number / 1024}${larger}` : `${number}${unit}`;
}
