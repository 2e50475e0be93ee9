import type { Settled } from "../input";

/**
 * Answers with the fingerprint of the configuration in effect. HAProxy can miss a reload signal that comes while its master
 * starts or recovers from a refused file; whoever changes the file can tell here, and signal again.
 */
export const FINGERPRINT_PATH = "/configuration";

/** Inside the platform only: figures for Prometheus and an answer for probes that does not depend on any slot. */
export function metricsFrontend({ place }: Settled, fingerprint: string): string[] {
  return [
    "frontend metrics from platform",
    `bind ${place.metricsBind}`,
    "no log",
    "monitor-uri /ready",
    "http-request use-service prometheus-exporter if { path /metrics }",
    `http-request return status 200 content-type text/plain string ${fingerprint} if { path ${FINGERPRINT_PATH} }`,
    "http-request deny deny_status 404",
  ];
}
