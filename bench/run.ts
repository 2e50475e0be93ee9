import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { Benchmark } from "./benchmark";
import { composeProgram } from "./compose/program";
import { phasesTable } from "./phases/table";
import { loadPerCore, machine, machineText } from "./report/machine";
import { judged } from "./report/row";
import { rowsOf } from "./report/rows";
import { resultTable } from "./report/table";
import { Steps } from "./steps";

const RESULTS = join(__dirname, "results");

/**
 * usage: node --import tsx bench/run.ts [--json]
 * Prints the result as a table, or with --json as JSON; the JSON goes to bench/results/latest.json either way. Exits
 * non-zero when something failed to run. An aim that is missed is a result, and the table says so.
 */
async function main(asJson: boolean): Promise<number> {
  const docker = new Docker();
  const steps = new Steps((line) => process.stderr.write(`${line}\n`));
  const compose = await composeProgram();
  const on = await machine(docker, compose?.version);
  const benchmark = new Benchmark(docker, compose, steps);
  const load = { before: loadPerCore(), after: 0 };
  const began = new Date();
  await benchmark.run();
  load.after = loadPerCore();

  const rows = rowsOf(benchmark.samples).map(judged);
  const { breakdown } = benchmark;
  const result = { at: began.toISOString(), machine: on, loadPerCore: load, rows, breakdown, failures: steps.failures };
  const json = `${JSON.stringify(result, undefined, 2)}\n`;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, "latest.json"), json);
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
  return steps.failures.length === 0 ? 0 : 1;
}

main(process.argv.includes("--json")).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
