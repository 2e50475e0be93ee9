import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMetrics } from "../../services/api/src/metrics";
import { recordingRuleNames } from "./rules";

export interface MetricNames {
  /** Gathered from running exporters by gather-metric-names.ts, by exporter and version. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
  /** Taken from a project's own documentation, where nothing could be run. */
  readonly documented: Readonly<Record<string, readonly string[]>>;
}

export const METRIC_NAMES_FILE = join(__dirname, "metric-names.json");

/** Prometheus makes these itself, one for each target and alert. */
const OWN = ["up", "scrape_duration_seconds", "scrape_samples_scraped", "ALERTS"];

/** Every metric that a query may ask for. */
export async function existingMetrics(): Promise<ReadonlySet<string>> {
  const { seen, documented } = JSON.parse(readFileSync(METRIC_NAMES_FILE, "utf8")) as MetricNames;
  const gathered = [...Object.values(seen), ...Object.values(documented)].flat();
  return new Set([...gathered, ...OWN, ...recordingRuleNames(), ...(await apiMetrics())]);
}

// The API is ours: asking it keeps the two in step without anybody gathering.
async function apiMetrics(): Promise<string[]> {
  const metrics = await createMetrics({ version: "1.0.0", slot: "blue" }).registry.getMetricsAsJSON();
  return metrics.flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]);
}
