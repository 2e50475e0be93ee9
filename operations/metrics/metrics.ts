import type { HistoryEntry } from "../checkpoint";
import { HANDS, type Hand } from "./hand";
import { incidentsOf } from "./incidents";
import { type CommitTimes, type LeadTime, leadTime } from "./lead-time";
import { rollbacksOf } from "./rollbacks";
import { type Run, runsOf, type Verdicts } from "./run";
import { type Share, type Spread, share, spread } from "./statistics";

const DAY_MS = 86_400_000;

/** How a stack is delivered, from its history. `undefined` where there is nothing to tell it from. */
export interface DeliveryMetrics {
  /** Begins with the first run where that is later than what was asked for. */
  readonly period: { readonly from: Date | undefined; readonly to: Date; readonly days: number };
  /** Updates that succeeded and changed something; rollbacks are not among them. */
  readonly deployments: number;
  /** Of less than a day nothing can be said. */
  readonly deploymentsPerDay: number | undefined;
  readonly leadTime: LeadTime;
  /** Deployments that failed, were taken back or judged bad, of all that were tried. */
  readonly changeFailures: Share | undefined;
  readonly failed: number;
  readonly takenBackOrBad: number;
  readonly timeToRestore: Spread | undefined;
  /** Whether something failed or bad has not been followed by something good yet. */
  readonly openIncident: boolean;
  readonly deploymentDuration: Spread | undefined;
  readonly rollbackDuration: Spread | undefined;
  /** Updates that succeeded, rollbacks and those with nothing to do among them. */
  readonly updateSuccess: Share | undefined;
  /** Refreshes that found something else than what was recorded. */
  readonly drift: Share | undefined;
  /** Runs by a build server or a tool, of those that say who ran them. */
  readonly automated: Share | undefined;
  readonly runsBy: Readonly<Record<Hand, number>>;
  /** Entries of the history that cannot be read, and are in none of the figures. */
  readonly unreadable: number;
}

export interface Facts {
  readonly verdicts?: Verdicts;
  readonly commitTimes?: CommitTimes;
}

/** @param since only what has ended since then counts. @default - everything */
export function deliveryMetrics(
  entries: readonly HistoryEntry[],
  now: Date,
  since?: Date,
  { verdicts, commitTimes = new Map() }: Facts = {},
): DeliveryMetrics {
  const all = runsOf(entries, verdicts);
  const within = (time: Date) => since === undefined || time >= since;
  const runs = all.filter(({ entry }) => within(entry.endedAt));
  const period = periodOf(all, now, since);
  const tried = runs.filter(({ role }) => role === "deployment");
  const deployed = tried.filter(({ succeeded }) => succeeded);
  const takenBackOrBad = deployed.filter(({ bad }) => bad).length;
  const failed = tried.length - deployed.length;
  const refreshes = runs.filter(({ role, succeeded }) => role === "refresh" && succeeded);
  return {
    period,
    deployments: deployed.length,
    deploymentsPerDay: period.days >= 1 ? deployed.length / period.days : undefined,
    leadTime: leadTime(all, deployed, commitTimes),
    changeFailures: share(failed + takenBackOrBad, tried.length),
    failed,
    takenBackOrBad,
    ...restoring(all, within),
    deploymentDuration: spread(deployed.map(({ seconds }) => seconds)),
    rollbackDuration: spread(rollbacksOf(all).flatMap(({ endedAt, seconds }) => (within(endedAt) ? [seconds] : []))),
    updateSuccess: successOf(runs),
    drift: share(refreshes.filter(({ changed }) => changed).length, refreshes.length),
    ...hands(runs),
    unreadable: entries.filter(({ damage }) => damage !== undefined).length,
  };
}

function periodOf(runs: readonly Run[], now: Date, since: Date | undefined): DeliveryMetrics["period"] {
  const first = runs[0]?.entry.startedAt;
  const from = first && since && since > first ? since : first;
  return { from, to: now, days: from ? Math.max(0, now.getTime() - from.getTime()) / DAY_MS : 0 };
}

function restoring(runs: readonly Run[], within: (time: Date) => boolean) {
  const incidents = incidentsOf(runs);
  const over = incidents.flatMap(({ began, restored }) =>
    restored && within(restored) ? [(restored.getTime() - began.getTime()) / 1000] : [],
  );
  return { timeToRestore: spread(over), openIncident: incidents.some(({ restored }) => !restored) };
}

function successOf(runs: readonly Run[]): Share | undefined {
  const updates = runs.filter(({ role }) => role !== "refresh" && role !== "other");
  return share(updates.filter(({ succeeded }) => succeeded).length, updates.length);
}

function hands(runs: readonly Run[]): Pick<DeliveryMetrics, "automated" | "runsBy"> {
  const count = (hand: Hand) => runs.filter(({ by }) => by === hand).length;
  const runsBy = Object.fromEntries(HANDS.map((hand) => [hand, count(hand)])) as Record<Hand, number>;
  const { ci, tool, person } = runsBy;
  return { automated: share(ci + tool, ci + tool + person), runsBy };
}
