import { isRelease } from "../checkpoint";
import {
  commitOf,
  commitTimes,
  type DeliveryMetrics,
  deliveryMetrics,
  metricsJson,
  metricsLines,
  prometheusText,
  runsOf,
} from "../metrics";
import { type Release, releasesOf, type StackAt } from "../rollback";
import type { Arguments } from "./arguments";
import { table } from "./table";
import type { Terminal } from "./terminal";

const HEAD = ["release", "time", "who", "message", "versions", "slot", "result", "health", "return to it"];

/** Every release, oldest first; what failed is among them, so that the list shows what has happened. */
export async function history(args: Arguments, at: StackAt, terminal: Terminal): Promise<number> {
  if (args.metrics) return figures(args, at, terminal);
  const releases = (await releasesOf(at)).filter((release) => args.all || isShown(release));
  if (args.json) terminal.print(JSON.stringify(releases.map(asJson), null, 2));
  else if (releases.length === 0) terminal.print(`stack ${args.stack} has no releases`);
  else for (const line of table(HEAD, releases.map(row))) terminal.print(line);
  return 0;
}

/** Reads no checkpoint and needs no passphrase. */
async function figures(args: Arguments, at: StackAt, terminal: Terminal): Promise<number> {
  const entries = await at.history.entries();
  const judged = entries.map(async ({ key }) => [key, (await at.audit.of(key)).health] as const);
  const commits = runsOf(entries).flatMap((run) => commitOf(run) ?? []);
  const metrics = deliveryMetrics(entries, new Date(), args.since, {
    verdicts: new Map(await Promise.all(judged)),
    commitTimes: commitTimes(at.target.project, [...new Set(commits)]),
  });
  terminal.print(written(args, at, metrics));
  return 0;
}

function written(args: Arguments, { history: { project, stack } }: StackAt, metrics: DeliveryMetrics): string {
  if (args.json) return metricsJson(stack, metrics);
  if (args.prometheus) return prometheusText(metrics, { project, stack }).trimEnd();
  return metricsLines(stack, metrics).join("\n");
}

function isShown({ entry }: Release): boolean {
  return isRelease(entry) || Boolean(entry.damage) || (entry.kind === "update" && entry.result !== "succeeded");
}

function row(release: Release): string[] {
  const { number, entry, who, health } = release;
  return [
    `${number}`,
    entry.damage ? "" : entry.startedAt.toISOString().slice(0, 19).replace("T", " "),
    who,
    firstLine(entry.message),
    versions(release),
    release.activeSlot ?? "",
    entry.result,
    health,
    returnable(release),
  ];
}

export function asJson(release: Release) {
  const { number, entry, who, health, hindrance, takenBackBy } = release;
  return {
    number,
    startedAt: entry.startedAt.toISOString(),
    endedAt: entry.endedAt.toISOString(),
    who,
    message: entry.message,
    versions: release.versions,
    activeSlot: release.activeSlot ?? null,
    kind: entry.kind,
    result: entry.result,
    changes: entry.changes,
    health,
    returnable: hindrance === undefined,
    hindrance: hindrance ?? null,
    takenBackBy: takenBackBy ?? null,
  };
}

function versions({ versions }: Release): string {
  return Object.entries(versions)
    .map(([slot, version]) => `${slot} ${version}`)
    .join(", ");
}

function returnable({ hindrance, takenBackBy }: Release): string {
  if (hindrance) return `no: ${hindrance}`;
  return takenBackBy === undefined ? "yes" : `yes (taken back by ${takenBackBy})`;
}

const MESSAGE_WIDTH = 48;

function firstLine(message: string): string {
  const [line = ""] = message.split("\n");
  return line.length > MESSAGE_WIDTH ? `${line.slice(0, MESSAGE_WIDTH - 1)}…` : line;
}
