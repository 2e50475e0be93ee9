import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { add, type Count, countOf, NOTHING, tally } from "./tally";

const PROJECT = resolve(__dirname, "..");
const REPORTS = join(PROJECT, "coverage");

/** A part of `make test`: one check that passes or fails, or the tests of one folder. */
interface Part {
  readonly name: string;
  run(): Count;
}

/** The quick ones first; then every folder with tests in it, so that none can be forgotten. */
function parts(): Part[] {
  const folders = readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "unit" && hasTests(join(__dirname, entry.name)))
    .map((entry) => entry.name)
    .sort();
  return [
    check("lint", "npm", ["run", "--silent", "lint"]),
    check("types", "npm", ["run", "--silent", "types"]),
    tests("unit", ["--coverage"]),
    ...folders.map((folder) => tests(folder)),
  ];
}

function check(name: string, program: string, args: string[]): Part {
  return { name, run: () => (start(program, args) === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 }) };
}

function tests(folder: string, extra: string[] = []): Part {
  const report = join(REPORTS, `${folder}.json`);
  const args = [
    "vitest",
    "run",
    `test/${folder}/`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  return {
    name: folder,
    run: () => {
      rmSync(report, { force: true });
      const status = start("npx", ["--no-install", ...args, ...extra]);
      return countOf(existsSync(report) ? readFileSync(report, "utf8") : undefined, status);
    },
  };
}

/** @returns the exit status; -1 when it was killed or could not be started */
function start(program: string, args: string[]): number {
  return spawnSync(program, args, { cwd: PROJECT, stdio: ["ignore", "inherit", "inherit"] }).status ?? -1;
}

function hasTests(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((name) => name.endsWith(".test.ts"));
}

function main(only: readonly string[]): void {
  mkdirSync(REPORTS, { recursive: true });
  let total = NOTHING;
  const lines: string[] = [];
  for (const part of parts().filter(({ name }) => only.length === 0 || only.includes(name))) {
    console.log(`\n=== ${part.name}`);
    const began = performance.now();
    const count = part.run();
    total = add(total, count);
    lines.push(`${part.name.padEnd(14)}${tally(count)} … took ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  console.log(`\n${lines.join("\n")}`);
  // Written for .ci/run, which has to say it last of all.
  writeFileSync(join(REPORTS, "tally"), `${tally(total)}\n`);
  console.log(tally(total));
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

main(process.argv.slice(2));
