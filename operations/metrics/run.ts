import { changesOf, type HistoryEntry, isRelease } from "../checkpoint";
import type { Health } from "../rollback";
import { returnedTo, takenBack } from "../rollback/release";
import { type Hand, handOf } from "./hand";

/** A run of the engine, seen as a step of delivery. */
export interface Run {
  readonly entry: HistoryEntry;
  /** `deployment`: an update that changed something or failed. `nothing`: an update that had nothing to do. */
  readonly role: "deployment" | "rollback" | "nothing" | "refresh" | "other";
  readonly succeeded: boolean;
  /** It succeeded and what it brought was bad all the same: it was taken back, or judged so. */
  readonly bad: boolean;
  readonly changed: boolean;
  readonly seconds: number;
  readonly by: Hand;
  /** Number of the release that a rollback returned to. */
  readonly to?: number;
}

/** What the tools noted of a run, by the key of its entry. */
export type Verdicts = ReadonlyMap<string, Health>;

/** Oldest first. What cannot be read, or has not ended, is no run that could be counted. */
export function runsOf(entries: readonly HistoryEntry[], verdicts: Verdicts = new Map()): readonly Run[] {
  const taken = takenBack(entries);
  return entries.filter(isOver).map((entry): Run => {
    const to = entry.kind === "update" ? returnedTo(entry.message) : undefined;
    const succeeded = entry.result === "succeeded";
    return {
      entry,
      role: roleOf(entry, to),
      succeeded,
      // A rollback is as good as the release that it returned to.
      bad: isRelease(entry) && (taken.has(to ?? entry.number) || verdicts.get(entry.key) === "bad"),
      changed: changesOf(entry) > 0,
      seconds: (entry.endedAt.getTime() - entry.startedAt.getTime()) / 1000,
      by: handOf(entry),
      ...(to !== undefined && { to }),
    };
  });
}

/** The results with which the engine ends a run; others are those of one that goes on. */
function isOver({ damage, result }: HistoryEntry): boolean {
  return !damage && (result === "succeeded" || result === "failed");
}

function roleOf(entry: HistoryEntry, to: number | undefined): Run["role"] {
  if (entry.kind === "refresh") return "refresh";
  if (entry.kind !== "update") return "other";
  if (to !== undefined) return "rollback";
  return isRelease(entry) || entry.result === "failed" ? "deployment" : "nothing";
}
