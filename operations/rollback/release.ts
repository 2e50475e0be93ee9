import { CheckpointError, type HistoryEntry, isRelease } from "../checkpoint";
import type { Health } from "./audit";

/** One run of the engine on a stack, with what an operator wants to know about it. */
export interface Release {
  readonly number: number;
  readonly entry: HistoryEntry;
  readonly who: string;
  /** Version of the application by slot, as the stack's outputs said. */
  readonly versions: Readonly<Record<string, string>>;
  readonly activeSlot?: string;
  readonly health: Health;
  /** Why one cannot return to it. @default - one can, as far as a look at it tells */
  readonly hindrance?: string;
  /** Number of the rollback that took this release back. */
  readonly takenBackBy?: number;
}

const ROLLBACK = /^rollback to release (\d+)\b/;

/** What the history says about a rollback; read back from there by number. */
export function rollbackMessage({ number, versions, activeSlot = "" }: Release): string {
  const version = versions[activeSlot];
  return `rollback to release ${number}${version ? ` (${version} in ${activeSlot})` : ""}`;
}

/** The release that the run of this message returned to. */
export function returnedTo(message: string): number | undefined {
  const [, number] = ROLLBACK.exec(message) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** A rollback takes back every release between the one it returned to and itself. */
export function takenBack(entries: readonly HistoryEntry[]): ReadonlyMap<number, number> {
  const taken = new Map<number, number>();
  for (const entry of entries.filter(isRelease)) {
    const to = returnedTo(entry.message);
    if (to === undefined) continue;
    for (const { number } of entries) {
      if (number > to && number < entry.number && !taken.has(number)) taken.set(number, entry.number);
    }
    taken.delete(to);
  }
  return taken;
}

/** The first that git or a build server names. */
export function whoRan({ environment }: HistoryEntry): string {
  const names = ["git.committer", "git.author", "github.login", "ci.build.author", "user"];
  return names.map((name) => environment[name]).find(Boolean) ?? "unknown";
}

export interface Wanted {
  readonly number?: number;
  readonly version?: string;
}

/**
 * The release to return to: the one that is named, or the last good one before today's.
 * @throws CheckpointError `missing` with the list of what there is
 */
export function choose(releases: readonly Release[], wanted: Wanted): Release {
  const usable = releases.filter(({ entry }) => isRelease(entry));
  const { number, version } = wanted;
  if (number !== undefined) return named(releases, usable, number);
  const newest = usable.at(-1);
  const earlier = usable.filter((release) => release !== newest);
  if (version !== undefined) {
    const found = earlier.findLast((release) => served(release) === version && !release.hindrance);
    if (found) return found;
    const there = [...new Set(earlier.map(served).filter(Boolean))].join(", ") || "none";
    throw new CheckpointError(
      "missing",
      `no earlier release serves version ${version}`,
      `versions there are: ${there}`,
    );
  }
  const today = newest && (returnedTo(newest.entry.message) ?? newest.number);
  const good = earlier.findLast(
    (release) =>
      !release.hindrance &&
      release.takenBackBy === undefined &&
      release.health !== "bad" &&
      (returnedTo(release.entry.message) ?? release.number) !== today &&
      release.number < (today ?? 0),
  );
  if (good) return good;
  throw new CheckpointError("missing", "there is no earlier good release", `name one: --to N (${numbers(usable)})`);
}

/** What users get. */
export function served({ versions, activeSlot }: Release): string | undefined {
  return activeSlot === undefined ? undefined : versions[activeSlot];
}

function named(all: readonly Release[], usable: readonly Release[], number: number): Release {
  const found = usable.find((release) => release.number === number);
  if (found) return found;
  const run = all.find((release) => release.number === number)?.entry;
  const why = run ? `run ${number} was no release (${run.kind}, ${run.result})` : `there is no release ${number}`;
  throw new CheckpointError("missing", why, `releases there are: ${numbers(usable)}`);
}

function numbers(releases: readonly Release[]): string {
  return releases.map(({ number }) => number).join(", ") || "none";
}
