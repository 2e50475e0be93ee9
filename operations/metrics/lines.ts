import { table } from "../vp/table";
import type { DeliveryMetrics } from "./metrics";
import type { Share, Spread } from "./statistics";

const NO_DATA = "no data";

/** For people: each figure with what it was taken from. */
export function metricsLines(stack: string, metrics: DeliveryMetrics): string[] {
  return [heading(stack, metrics), "", ...table(["figure", "value", "from"], rows(metrics))];
}

function heading(stack: string, { period, unreadable }: DeliveryMetrics): string {
  const lost = unreadable > 0 ? `; ${counted(unreadable, "entry", "entries")} of the history cannot be read` : "";
  if (!period.from) return `stack ${stack}: no runs${lost}`;
  return `stack ${stack}, ${day(period.from)} to ${day(period.to)} (${duration(period.days * 86_400)})${lost}`;
}

function rows(metrics: DeliveryMetrics): string[][] {
  const { deployments, leadTime, period, openIncident, runsBy, timeToRestore, drift } = metrics;
  const perDay = metrics.deploymentsPerDay;
  const inPeriod = `${counted(deployments, "deployment")} in ${duration(period.days * 86_400)}`;
  return [
    ["deployment frequency", perDay === undefined ? NO_DATA : `${round(perDay)} a day`, period.from ? inPeriod : ""],
    ["lead time", spreadText(leadTime.spread), leadTimeFrom(metrics)],
    ["change failure rate", percent(metrics.changeFailures), failuresFrom(metrics)],
    ["time to restore", spreadText(timeToRestore), restoredFrom(timeToRestore, openIncident)],
    ["deployment time", spreadText(metrics.deploymentDuration), samples(metrics.deploymentDuration, "deployment")],
    ["rollback time", spreadText(metrics.rollbackDuration), samples(metrics.rollbackDuration, "rollback")],
    ["updates that succeeded", percent(metrics.updateSuccess), of(metrics.updateSuccess, "update")],
    [
      "drift",
      drift ? counted(drift.part, "time") : NO_DATA,
      drift ? `in ${counted(drift.of, "refresh", "refreshes")}` : "no refresh was run",
    ],
    [
      "automated steps",
      percent(metrics.automated),
      `${runsBy.ci} by CI, ${runsBy.tool} by a tool, ${runsBy.person} by hand, ${runsBy.unknown} unknown`,
    ],
  ];
}

function leadTimeFrom({ leadTime, deployments }: DeliveryMetrics): string {
  const unknown = Object.entries(leadTime.unknown).flatMap(([reason, count]) =>
    count > 0 ? [`${count} ${reason}`] : [],
  );
  const known = `${leadTime.spread?.samples ?? 0} of ${counted(deployments, "deployment")}`;
  return unknown.length > 0 ? `${known}; unknown: ${unknown.join(", ")}` : known;
}

function failuresFrom({ changeFailures, failed, takenBackOrBad }: DeliveryMetrics): string {
  if (!changeFailures) return "no deployment was tried";
  return `${changeFailures.part} of ${changeFailures.of}: ${failed} failed, ${takenBackOrBad} taken back or judged bad`;
}

function restoredFrom(spread: Spread | undefined, open: boolean): string {
  const over = spread ? `${counted(spread.samples, "time")} restored` : "nothing was restored";
  return open ? `${over}; NOT restored yet: the newest failure` : over;
}

function samples(spread: Spread | undefined, what: string): string {
  return counted(spread?.samples ?? 0, what);
}

function of(share: Share | undefined, what: string): string {
  return share ? `${share.part} of ${counted(share.of, what)}` : `no ${what}`;
}

function spreadText(spread: Spread | undefined): string {
  if (!spread) return NO_DATA;
  return `median ${duration(spread.medianSeconds)}, p95 ${duration(spread.p95Seconds)}`;
}

function percent(share: Share | undefined): string {
  return share ? `${round(share.ratio * 100)} %` : NO_DATA;
}

const UNITS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
] as const;

export function duration(seconds: number): string {
  const [size, unit] = UNITS.find(([least]) => seconds >= least) ?? [1, "s"];
  return `${round(seconds / size)} ${unit}`;
}

function round(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}
