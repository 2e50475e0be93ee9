export type Unit = "s" | "ms" | "KiB" | "";

/** What a row is held to. Every limit that is given has to be kept. */
export interface Aim {
  /** In the row's own unit. */
  readonly atMost?: number;
  /** In the row's own unit; the limit itself is a miss. */
  readonly below?: number;
  /** Times the value beside it. */
  readonly ratio?: number;
}

/** One line of the table: what was measured, and what was measured beside it in the same run. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  /** In the order they were taken; their median counts. Empty when the measurement failed. */
  readonly samples: readonly number[];
  readonly beside?: { readonly name: string; readonly samples: readonly number[] };
  readonly aim?: Aim;
}

/** `open`: an aim that cannot be judged, because it or what it is compared with was not measured. */
export type Verdict = "met" | "missed" | "open" | "no aim";

export interface JudgedRow extends Row {
  readonly median: number | undefined;
  readonly besideMedian: number | undefined;
  readonly ratio: number | undefined;
  readonly verdict: Verdict;
}

export function judged(row: Row): JudgedRow {
  const value = median(row.samples);
  const beside = row.beside && median(row.beside.samples);
  const ratio = value !== undefined && beside ? value / beside : undefined;
  return { ...row, median: value, besideMedian: beside, ratio, verdict: verdict(row.aim, value, ratio) };
}

/** The middle sample, or the mean of the middle two. */
export function median(samples: readonly number[]): number | undefined {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.length > 0 ? middle.reduce((sum, sample) => sum + sample, 0) / middle.length : undefined;
}

/** A limit that is broken settles it; only then does one that cannot be judged leave it open. */
function verdict(aim: Aim | undefined, value: number | undefined, ratio: number | undefined): Verdict {
  if (!aim) return "no aim";
  const kept = [
    ...(aim.atMost === undefined ? [] : [value === undefined ? undefined : value <= aim.atMost]),
    ...(aim.below === undefined ? [] : [value === undefined ? undefined : value < aim.below]),
    ...(aim.ratio === undefined ? [] : [ratio === undefined ? undefined : ratio <= aim.ratio]),
  ];
  if (kept.includes(false)) return "missed";
  return kept.includes(undefined) ? "open" : "met";
}
