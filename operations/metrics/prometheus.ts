import { HANDS } from "./hand";
import type { DeliveryMetrics } from "./metrics";
import type { Spread } from "./statistics";

const PREFIX = "vector_platform_delivery_";

interface Sample {
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "summary";
  /** Empty where there is no data: nothing is written then, so that nobody reads a zero. */
  readonly samples: readonly Sample[];
}

/** Prometheus' text format, for a push gateway or the text file collector of the node exporter. */
export function prometheusText(
  metrics: DeliveryMetrics,
  identity: { readonly project: string; readonly stack: string },
): string {
  return families(metrics)
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${PREFIX}${name} ${help}`,
      `# TYPE ${PREFIX}${name} ${type}`,
      ...samples.map(
        ({ suffix = "", labels, value }) =>
          `${PREFIX}${name}${suffix}${labelText({ ...identity, ...labels })} ${value}`,
      ),
    ])
    .join("\n")
    .concat("\n");
}

function families(metrics: DeliveryMetrics): Family[] {
  const { period, leadTime, changeFailures, updateSuccess, drift, automated, runsBy } = metrics;
  return [
    gauge("period_seconds", "Length of the period that the figures are about.", period.days * 86_400),
    gauge(
      "deployments",
      "Updates of the period that succeeded and changed something, rollbacks left out.",
      metrics.deployments,
    ),
    gauge("deployments_per_day", "The same for each day of the period.", metrics.deploymentsPerDay),
    summary("lead_time_seconds", "From a commit until the first deployment of it had ended.", leadTime.spread),
    {
      name: "lead_time_unknown",
      help: "Deployments of the period without a lead time, by the reason.",
      type: "gauge",
      samples: Object.entries(leadTime.unknown).map(([reason, value]) => ({ labels: { reason }, value })),
    },
    gauge(
      "change_failure_ratio",
      "Deployments that failed, were taken back or judged bad, of all tried.",
      changeFailures?.ratio,
    ),
    gauge("deployments_tried", "Deployments of the period, those that failed among them.", changeFailures?.of),
    summary(
      "time_to_restore_seconds",
      "From a failed or bad deployment until the next good one had ended.",
      metrics.timeToRestore,
    ),
    gauge(
      "unrestored",
      "Whether the newest failure has not been followed by something good yet.",
      metrics.openIncident ? 1 : 0,
    ),
    summary("deployment_duration_seconds", "Duration of deployments that succeeded.", metrics.deploymentDuration),
    summary("rollback_duration_seconds", "Duration of rollbacks that reached their release.", metrics.rollbackDuration),
    gauge("update_success_ratio", "Updates that succeeded, of all.", updateSuccess?.ratio),
    gauge("refreshes", "Refreshes of the period.", drift?.of),
    gauge("refreshes_with_drift", "Refreshes that found something else than what was recorded.", drift?.part),
    gauge("automated_ratio", "Runs by a build server or a tool, of those that say who ran them.", automated?.ratio),
    {
      name: "runs",
      help: "Runs of the engine in the period, by who was at work.",
      type: "gauge",
      samples: HANDS.map((by) => ({ labels: { by }, value: runsBy[by] })),
    },
    gauge("history_unreadable", "Entries of the history that cannot be read.", metrics.unreadable),
  ];
}

function gauge(name: string, help: string, value: number | undefined): Family {
  return { name, help, type: "gauge", samples: value === undefined ? [] : [{ value }] };
}

function summary(name: string, help: string, spread: Spread | undefined): Family {
  const samples = spread && [
    { labels: { quantile: "0.5" }, value: spread.medianSeconds },
    { labels: { quantile: "0.95" }, value: spread.p95Seconds },
    { suffix: "_sum", value: spread.totalSeconds },
    { suffix: "_count", value: spread.samples },
  ];
  return { name, help, type: "summary", samples: samples ?? [] };
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
