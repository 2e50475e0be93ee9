import type { Resources } from "../workload";

export type MonitoringWorkload =
  | "prometheus"
  | "alertmanager"
  | "grafana"
  | "redis-exporter"
  | "postgres-exporter"
  | "node-exporter";

const EXPORTER: Resources = { cpu: 0.1, memoryMiB: 64 };

/** Enough for a development platform. Prometheus holds about 4 KiB a series; the platform starts with some 5000. */
export const DEFAULT_RESOURCES: Readonly<Record<MonitoringWorkload, Resources>> = {
  prometheus: { cpu: 0.5, memoryMiB: 512 },
  alertmanager: { cpu: 0.1, memoryMiB: 64 },
  grafana: { cpu: 0.25, memoryMiB: 256 },
  "redis-exporter": EXPORTER,
  "postgres-exporter": EXPORTER,
  "node-exporter": EXPORTER,
};
