import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judged } from "../report/row";
import { resultTable } from "../report/table";
import type { Steps } from "../steps";
import { KubernetesBenchmark } from "./benchmark";
import { clusterMachine, clusterText } from "./machine";

const RESULTS = join(__dirname, "../results");

/**
 * Measures the platform on the local cluster, and helm with the chart of the same components beside it. Prints the result as
 * a table or as JSON; the JSON goes to bench/results/kubernetes.json either way; what failed is noted in `steps`.
 */
export async function benchKubernetes(steps: Steps, asJson: boolean): Promise<void> {
  const on = await clusterMachine();
  const at = new Date().toISOString();
  const earlier = steps.failures.length;
  const benchmark = new KubernetesBenchmark(steps);
  await benchmark.run();

  const failures = steps.failures.slice(earlier);
  const rows = benchmark.rows.map(judged);
  const json = `${JSON.stringify({ at, machine: on, loadPerCore: benchmark.loads, rows, failures }, undefined, 2)}\n`;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, "kubernetes.json"), json);
  const loads = Object.entries(benchmark.loads).map(([way, [before, after]]) => `${way} ${before} to ${after}`);
  const text = [
    `${clusterText(on)}; load per core: ${loads.join(", ")}`,
    resultTable(rows),
    ...failures.map((failure) => `failed: ${failure}`),
  ];
  process.stdout.write(asJson ? json : `\n${text.join("\n\n")}\n`);
}
