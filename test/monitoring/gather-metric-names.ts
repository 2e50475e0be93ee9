import { readFileSync, writeFileSync } from "node:fs";
import { METRIC_NAMES_FILE, type MetricNames } from "./metric-names";

/**
 * Writes down which metrics a running exporter really has, so that no rule or dashboard asks for one that does not exist:
 * npx tsx test/monitoring/gather-metric-names.ts "redis_exporter 1.45.0=http://localhost:9121/metrics" ...
 */
async function gather(origins: readonly string[]): Promise<void> {
  const known = JSON.parse(readFileSync(METRIC_NAMES_FILE, "utf8")) as MetricNames;
  const seen = { ...known.seen };
  for (const origin of origins) {
    const [label, url] = split(origin);
    seen[label] = await namesAt(url);
    console.log(`${label}: ${seen[label].length} names`);
  }
  writeFileSync(METRIC_NAMES_FILE, `${JSON.stringify({ ...known, seen }, undefined, 2)}\n`);
}

function split(origin: string): [label: string, url: string] {
  const [label, url] = origin.split(/=(.*)/s);
  if (!label || !url) throw new Error(`"${origin}": expected <exporter and version>=<address of its metrics>`);
  return [label, url];
}

async function namesAt(url: string): Promise<string[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const samples = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return [...new Set(samples.map((line) => line.split(/[{ ]/, 1).join("")))].sort();
}

gather(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
