import { type Difference, nameOf, STACK_TYPE } from "../checkpoint";
import {
  apply,
  choose,
  lines,
  overall,
  type Prepared,
  prepare,
  releasesOf,
  type StackAt,
  type Verdict,
} from "../rollback";
import { type Arguments, UsageError } from "./arguments";
import { EXIT, exitOf } from "./exit";
import type { Terminal } from "./terminal";

/** Looks, shows, asks, re-applies, proves, reports. Nothing is touched before the question is answered. */
export async function rollback(args: Arguments, at: StackAt, terminal: Terminal, began: number): Promise<number> {
  if (!args.check && !args.yes && !terminal.interactive) {
    throw new UsageError("nobody is here to ask: say --yes, or look first with --check");
  }
  const wanted = {
    ...(args.to !== undefined && { number: args.to }),
    ...(args.toVersion !== undefined && { version: args.toVersion }),
  };
  const releases = await releasesOf(at, args.to);
  const release = choose(releases, wanted);
  const prepared = await prepare(at, releases, release, { accepted: args.accept, thorough: args.check });
  try {
    const answer = overall(prepared.verdicts);
    if (args.check && args.json) terminal.print(JSON.stringify(asJson(prepared), null, 2));
    else show(prepared, terminal, args);
    if (args.check || answer !== "can") return EXIT[answer];
    if (!args.yes && !(await terminal.confirm(`Return ${args.stack} to release ${release.number}?`)))
      return EXIT.declined;
    return await carryOut(args, at, prepared, terminal, began);
  } finally {
    prepared.config.discard();
  }
}

async function carryOut(args: Arguments, at: StackAt, prepared: Prepared, terminal: Terminal, began: number) {
  const onOutput = (text: string) => {
    for (const told of text.split("\n").filter(isNews)) terminal.tell(told.trimEnd());
  };
  const report = await apply(at, prepared, { began, onOutput });
  if (args.json) terminal.print(JSON.stringify(report, null, 2));
  else for (const line of lines(report)) terminal.print(line);
  if (!report.ok) terminal.tell(`Not done. Run the same command again: it goes on where this one stopped.`);
  return exitOf(report);
}

/** The engine fills the time with dots and headings. */
const isNews = (text: string) => !/^[\s.]*$|^@ /.test(text);

/** A result for a machine is the only thing on standard output. */
function show(prepared: Prepared, terminal: Terminal, { json, check }: Arguments): void {
  const say = json || !check ? terminal.tell : terminal.print;
  const { release, verdicts } = prepared;
  const title = `release ${release.number} of ${release.entry.startedAt.toISOString().slice(0, 19).replace("T", " ")}`;
  say(`Can I roll back to ${title}?`);
  for (const verdict of verdicts) say(line(verdict, terminal));
  say(`What is different today${prepared.targets ? ", the traffic alone" : ""}:`);
  for (const text of changes(prepared.differences)) say(`  ${text}`);
  for (const key of prepared.config.changed) say(`  config ${key}`);
}

function line({ check, answer, says, remedy }: Verdict, { paint }: Terminal): string {
  const mark = answer === "yes" ? "good" : answer === "warning" ? "warn" : "bad";
  const advice = remedy && answer !== "yes" ? `; ${remedy}` : "";
  return `  ${check.padEnd(12)}${paint(mark, answer.padEnd(9))}${says}${advice}`;
}

const SIGNS = { added: "+ create", removed: "- delete", changed: "~ change" } as const;

export function changes(differences: readonly Difference[]): string[] {
  const shown = differences.filter(({ urn }) => !urn.includes(`::${STACK_TYPE}::`));
  if (shown.length === 0) return ["nothing that a checkpoint records"];
  return shown.map(({ urn, change, properties }) => {
    const what = properties.length > 0 ? ` (${properties.join(", ")})` : "";
    return `${SIGNS[change]} ${nameOf(urn)}${what}`;
  });
}

function asJson({ release, verdicts, differences, config, targets, preview }: Prepared) {
  return {
    release: release.number,
    answer: overall(verdicts),
    verdicts,
    path: targets ? "fast" : "full",
    differences,
    config: config.changed,
    preview: preview?.changes ?? null,
  };
}
