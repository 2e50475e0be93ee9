import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { Benchmark } from "./benchmark";
import { composeProgram } from "./compose/program";
import { benchKubernetes } from "./kubernetes/run";
import { judgeEveryRun } from "./measures/policies";
import { phasesTable } from "./phases/table";
import { placesOf } from "./places";
import { loadPerCore, machine, machineText } from "./report/machine";
import { judged } from "./report/row";
import { rowsOf, Samples } from "./report/rows";
import { resultTable } from "./report/table";
import { measureRollback } from "./rollback/measure";
import { Steps } from "./steps";

const RESULTS = join(__dirname, "results");

/**
 * usage: node --import tsx bench/run.ts [--json] [--only=docker|kubernetes] [--rollback]
 * Prints the results as tables, or with --json as JSON; the JSON of Docker goes to bench/results/latest.json either way, that
 * of Kubernetes to kubernetes.json. With --rollback only the rollbacks are measured, and the JSON goes to rollback.json.
 * Exits non-zero when something failed to run. An aim that is missed is a result, and the table says so.
 */
async function main(flags: readonly string[]): Promise<number> {
  const onlyRollback = flags.includes("--rollback");
  const places = onlyRollback ? ["docker"] : placesOf(flags);
  judgeEveryRun();
  const steps = new Steps((line) => process.stderr.write(`${line}\n`));
  const asJson = flags.includes("--json");
  if (places.includes("docker")) await onDocker(steps, asJson, onlyRollback);
  if (places.includes("kubernetes")) await benchKubernetes(steps, asJson);
  return steps.failures.length === 0 ? 0 : 1;
}

async function onDocker(steps: Steps, asJson: boolean, onlyRollback: boolean): Promise<void> {
  const docker = new Docker();
  const compose = onlyRollback ? undefined : await composeProgram();
  const on = await machine(docker, compose?.version);
  const samples = new Samples();
  const benchmark = onlyRollback ? undefined : new Benchmark(docker, compose, steps, samples);
  const load = { before: loadPerCore(), after: 0 };
  const began = new Date();
  await (benchmark ? benchmark.run() : measureRollback(steps, samples));
  load.after = loadPerCore();

  const all = rowsOf(samples).map(judged);
  const rows = onlyRollback ? all.filter(({ median }) => median !== undefined) : all;
  const breakdown = benchmark?.breakdown;
  const result = { at: began.toISOString(), machine: on, loadPerCore: load, rows, breakdown, failures: steps.failures };
  const json = `${JSON.stringify(result, undefined, 2)}\n`;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, onlyRollback ? "rollback.json" : "latest.json"), json);
  process.stdout.write(
    asJson
      ? json
      : `\n${[
          `${machineText(on)}; load per core ${load.before} before, ${load.after} after`,
          resultTable(rows),
          ...(breakdown ? [phasesTable(breakdown.platform, breakdown.empty)] : []),
          ...steps.failures.map((failure) => `failed: ${failure}`),
        ].join("\n\n")}\n`,
  );
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
