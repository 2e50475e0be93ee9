import type { Run } from "./run";

/** From the end of a failed or bad run until the next good one has ended. */
export interface Incident {
  readonly began: Date;
  /** @default - it is not over */
  readonly restored?: Date;
}

/**
 * What fails while one is not over belongs to it. An update that had nothing to do ends one that began with a failed update,
 * as the stack then is as its program says; a bad release it leaves where it is.
 */
export function incidentsOf(runs: readonly Run[]): readonly Incident[] {
  const incidents: Incident[] = [];
  let open: { began: Date; badServes: boolean } | undefined;
  for (const run of runs.filter(({ role }) => role !== "refresh" && role !== "other")) {
    if (!run.succeeded || run.bad) {
      open = { began: open?.began ?? run.entry.endedAt, badServes: run.bad || (open?.badServes ?? false) };
    } else if (open && (run.changed || !open.badServes)) {
      incidents.push({ began: open.began, restored: run.entry.endedAt });
      open = undefined;
    }
  }
  return open ? [...incidents, { began: open.began }] : incidents;
}
