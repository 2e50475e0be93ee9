import type { Run } from "./run";

/** A rollback may need a second run of the engine right away; one that stopped half-way is gone on with, however late. */
const RIGHT_AWAY_SECONDS = 60;

/** Rollbacks that reached their release: when each was over, and the seconds that it took, pauses included. */
export function rollbacksOf(runs: readonly Run[]): readonly { readonly endedAt: Date; readonly seconds: number }[] {
  const groups: Run[][] = [];
  let last: Run | undefined;
  for (const run of runs) {
    if (run.role === "rollback") {
      if (last && goesOn(last, run)) groups.at(-1)?.push(run);
      else groups.push([run]);
    }
    last = run;
  }
  return groups.flatMap((group) => {
    const [first, end] = [group[0], group.at(-1)];
    if (!first || !end?.succeeded) return [];
    const seconds = (end.entry.endedAt.getTime() - first.entry.startedAt.getTime()) / 1000;
    return [{ endedAt: end.entry.endedAt, seconds }];
  });
}

function goesOn(last: Run, next: Run): boolean {
  const pause = (next.entry.startedAt.getTime() - last.entry.endedAt.getTime()) / 1000;
  return last.role === "rollback" && last.to === next.to && (!last.succeeded || pause <= RIGHT_AWAY_SECONDS);
}
