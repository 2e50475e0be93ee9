import type { HistoryEntry } from "../../../../operations/checkpoint";

export const MIDNIGHT = new Date("2026-03-01T00:00:00Z");
export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** Seconds after the beginning of the made-up history. */
export const at = (seconds: number) => new Date(MIDNIGHT.getTime() + seconds * 1000);

export interface Given extends Partial<Omit<HistoryEntry, "startedAt" | "endedAt">> {
  /** Seconds after the beginning. */
  readonly at: number;
  /** @default a minute */
  readonly takes?: number;
}

/** A history as the engine would have left it: every run an update by hand that changed one resource, unless it says otherwise. */
export function historyOf(...given: readonly Given[]): HistoryEntry[] {
  return given.map(({ at: began, takes = MINUTE, ...more }, index) => ({
    number: index + 1,
    key: `run-${index + 1}`,
    kind: "update",
    result: "succeeded",
    message: "",
    environment: { "exec.kind": "cli" },
    config: {},
    changes: { update: 1, same: 9 },
    startedAt: at(began),
    endedAt: at(began + takes),
    ...more,
  }));
}

export const failed = { result: "failed" };
export const unchanged = { changes: { same: 10 } };
export const rollbackTo = (number: number) => ({ message: `rollback to release ${number} (1.0.0 in blue)` });
