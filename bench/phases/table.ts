import { table } from "../report/table";
import type { Phases } from "./phases";

/** Where the time of a preview goes, ours beside the empty program's. */
export function phasesTable(ours: Phases, floor: Phases): string {
  const steps: [string, (phases: Phases) => number][] = [
    ["engine, until the program starts", (phases) => phases.engineMs],
    ["Node.js, SDK, TypeScript loader", (phases) => phases.runtimeMs],
    ["program: imports and constructors", (phases) => phases.programMs],
    ["registrations, plugins", (phases) => phases.registrationMs],
    ["engine, until it has ended", (phases) => phases.closingMs],
  ];
  const rows = steps.map(([name, of]) => [name, ms(of(ours)), ms(of(floor))]);
  const plugins = ours.plugins.map(({ name, startMs }) => [
    `  plugin ${name}: start until it listens`,
    ms(startMs),
    "-",
  ]);
  const imports = ours.imports.map(({ path, tookMs, ownMs }) => [`  ${path}`, ms(tookMs), ms(ownMs)]);
  return [
    table(["where a preview's time goes", "platform", "empty"], [...rows, ...plugins], [1, 2]),
    table(["slowest imports of the program", "total", "own"], imports, [1, 2]),
  ].join("\n\n");
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
