import type { Run } from "./run";
import { type Spread, spread } from "./statistics";

/** When a commit was made; undefined for one that nobody here knows. */
export type CommitTimes = ReadonlyMap<string, Date>;

export interface LeadTime {
  readonly spread: Spread | undefined;
  /** Deployments of which it cannot be told, by the reason. */
  readonly unknown: Readonly<Record<Reason, number>>;
}

const REASONS = [
  "no commit recorded",
  "uncommitted changes",
  "commit not in this clone",
  "commit was live before",
] as const;
type Reason = (typeof REASONS)[number];

/** The engine notes the commit of a run, not its time: that is looked up. */
export function commitOf({ entry }: Run): string | undefined {
  const hash = entry.environment["git.head"] ?? "";
  return /^[0-9a-f]{40,64}$/.test(hash) ? hash : undefined;
}

/**
 * From a commit to the end of the first deployment of it. Changes that were not committed have no time, and a commit that
 * was live before is delivered once.
 * @param all every run of the stack, so that what was live before the period is known
 * @param counted the deployments of the period that succeeded
 */
export function leadTime(all: readonly Run[], counted: readonly Run[], times: CommitTimes): LeadTime {
  const first = new Map<string, Run>();
  for (const run of all.filter(({ role, succeeded }) => role === "deployment" && succeeded)) {
    const commit = commitOf(run);
    if (commit && !isDirty(run) && !first.has(commit)) first.set(commit, run);
  }
  const seconds: number[] = [];
  const unknown: Record<Reason, number> = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as never;
  for (const run of counted) {
    const found = told(run, first, times);
    if (typeof found === "number") seconds.push(found);
    else unknown[found]++;
  }
  return { spread: spread(seconds), unknown };
}

function told(run: Run, first: ReadonlyMap<string, Run>, times: CommitTimes): number | Reason {
  const commit = commitOf(run);
  if (!commit) return "no commit recorded";
  if (isDirty(run)) return "uncommitted changes";
  if (first.get(commit) !== run) return "commit was live before";
  const time = times.get(commit);
  return time ? (run.entry.endedAt.getTime() - time.getTime()) / 1000 : "commit not in this clone";
}

function isDirty({ entry }: Run): boolean {
  return entry.environment["git.dirty"] === "true";
}
