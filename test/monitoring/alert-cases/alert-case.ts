import type { Severity } from "../../../components/monitoring/alerts";

/** What Prometheus saw minute by minute, and which alerts that must raise. */
export interface AlertCase {
  readonly alert: string;
  /** Finishes the sentence "<alert>: ...". */
  readonly when: string;
  /** Values by series, in promtool's notation: `0+60x10` starts at 0 and adds 60 a minute, ten times. */
  readonly series: Readonly<Record<string, string>>;
  /** When to look, counted from the first value. */
  readonly at: string;
  /** Every alert of this name that is firing then; none at all in a quiet case. */
  readonly fires: readonly Firing[];
}

export interface Firing {
  readonly severity: Severity;
  /** Labels beside the severity. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The description as an operator reads it, with the measured value. */
  readonly says: string;
}

type Moment = Omit<AlertCase, "alert" | "at">;

/** Cases of one alert that look at the same time. */
export function casesOf(alert: string, at: string, moments: readonly Moment[]): AlertCase[] {
  return moments.map((moment) => ({ alert, at, ...moment }));
}
