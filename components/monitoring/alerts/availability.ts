import type { ScrapeTarget } from "../scrape-target";
import type { AlertGroup, AlertRule } from "./rule";

/** Is everything there that was declared, and does the monitoring itself work? */
export function availabilityAlerts(targets: readonly ScrapeTarget[]): AlertGroup {
  return { name: "availability", rules: [...targets.flatMap(workloadAlerts), ...monitoringAlerts] };
}

// A workload whose name no longer resolves has no `up` series at all, so `up == 0` alone would stay silent exactly then.
function workloadAlerts({ workload, job, replicas, labels }: ScrapeTarget): AlertRule[] {
  const answering = `(sum(up{workload="${workload}"}) or vector(0))`;
  const common = { labels: { ...labels, job, workload } };
  const down: AlertRule = {
    ...common,
    alert: "WorkloadDown",
    severity: "critical",
    expr: `${answering} == 0`,
    for: "1m",
    summary: `${workload} does not answer`,
    description: `{{ $value }} of ${replicas} replicas of ${workload} answer Prometheus.`,
    action: `Read the last log lines of ${workload}, then its health check; if it restarts in a loop, take the last release back.`,
  };
  if (replicas === 1) return [down];
  return [
    down,
    {
      ...common,
      alert: "WorkloadDegraded",
      severity: "warning",
      expr: `${answering} < ${replicas}`,
      for: "5m",
      summary: `${workload} runs with fewer replicas than declared`,
      description: `{{ $value }} of ${replicas} replicas of ${workload} answer Prometheus.`,
      action: `Find the replica that is missing and why it stopped; preview the stack to see what was changed by hand.`,
    },
  ];
}

const monitoringAlerts: readonly AlertRule[] = [
  {
    alert: "Watchdog",
    severity: "warning",
    expr: "vector(1)",
    summary: "Alerting works",
    description: "This alert always fires: Alertmanager holding it proves that alerts reach Alertmanager.",
    action: "Nothing. If it is missing in Alertmanager, repair Prometheus and its connection to Alertmanager.",
  },
  {
    alert: "PrometheusConfigRefused",
    severity: "warning",
    expr: "prometheus_config_last_reload_successful == 0",
    for: "5m",
    summary: "Prometheus runs on an old configuration",
    description: "The last reload was refused: new targets and rules are not in force.",
    action: "Run `promtool check config` inside the workload and mend what it names.",
  },
  {
    alert: "PrometheusRulesFail",
    severity: "warning",
    expr: "increase(prometheus_rule_evaluation_failures_total[5m]) > 0",
    for: "5m",
    summary: "Rules cannot be evaluated",
    description: "{{ $value | humanize }} evaluations failed within 5 minutes in {{ $labels.rule_group }}.",
    action: "Open the rules page of Prometheus: the failing rule shows its error there.",
  },
  {
    alert: "AlertmanagerUnreachable",
    severity: "critical",
    expr: "rate(prometheus_notifications_errors_total[5m]) > 0 or rate(prometheus_notifications_dropped_total[5m]) > 0",
    for: "5m",
    summary: "Alerts do not reach Alertmanager",
    description: "{{ $value | humanize }} alerts a second are lost between Prometheus and Alertmanager.",
    action:
      "Check that Alertmanager is up and reachable from Prometheus; until then look at the alerts page of Prometheus.",
  },
  {
    alert: "AlertmanagerConfigRefused",
    severity: "warning",
    expr: "alertmanager_config_last_reload_successful == 0",
    for: "5m",
    summary: "Alertmanager runs on an old configuration",
    description: "The last reload was refused: a new receiver is not in force.",
    action: "Run `amtool check-config` inside the workload and mend what it names.",
  },
  {
    alert: "AlertsNotDelivered",
    severity: "critical",
    expr: "sum by (integration) (rate(alertmanager_notifications_failed_total[5m])) > 0",
    for: "5m",
    summary: "Nobody is being told about alerts",
    description: "{{ $value | humanize }} notifications a second fail at the {{ $labels.integration }} receiver.",
    action:
      "Send a request to the receiver's address by hand; if the address changed, set the new one in the stack's configuration.",
  },
];
