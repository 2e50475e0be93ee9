import type { Settled } from "../input";

/** Inside the platform only: figures for Prometheus and an answer for probes that does not depend on any slot. */
export function metricsFrontend({ place }: Settled): string[] {
  return [
    "frontend metrics from platform",
    `bind ${place.metricsBind}`,
    "no log",
    "monitor-uri /ready",
    "http-request use-service prometheus-exporter if { path /metrics }",
    "http-request deny deny_status 404",
  ];
}
