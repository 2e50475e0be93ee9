import { casesOf } from "./alert-case";

const API = { job: "api", workload: "api-blue", slot: "blue" };
const [first, second] = ["1", "2"].map(
  (n) => `up{job="api",workload="api-blue",slot="blue",instance="10.0.0.${n}:8000"}`,
) as [string, string];

export const availabilityCases = [
  ...casesOf("WorkloadDown", "5m", [
    {
      when: "both replicas stopped answering",
      series: { [first]: "1 0x10", [second]: "1 0x10" },
      fires: [{ severity: "critical", labels: API, says: "0 of 2 replicas of api-blue answer Prometheus." }],
    },
    {
      when: "its name no longer resolves, so that there is nothing to scrape",
      series: { [first]: "1 1 stale" },
      fires: [{ severity: "critical", labels: API, says: "0 of 2 replicas of api-blue answer Prometheus." }],
    },
    { when: "one replica is left", series: { [first]: "1x10", [second]: "0x10" }, fires: [] },
  ]),
  ...casesOf("WorkloadDegraded", "10m", [
    {
      when: "one of two replicas is missing",
      series: { [first]: "1x10" },
      fires: [{ severity: "warning", labels: API, says: "1 of 2 replicas of api-blue answer Prometheus." }],
    },
    {
      when: "a rolling update replaces one for two minutes",
      series: { [first]: "1x10", [second]: "1 1 1 1 1 0 0 1x5" },
      fires: [],
    },
  ]),
  ...casesOf("Watchdog", "1m", [
    {
      when: "always",
      series: {},
      fires: [
        {
          severity: "warning",
          says: "This alert always fires: Alertmanager holding it proves that alerts reach Alertmanager.",
        },
      ],
    },
  ]),
  ...casesOf("PrometheusConfigRefused", "10m", [
    {
      when: "a reload failed",
      series: { prometheus_config_last_reload_successful: "0x10" },
      fires: [{ severity: "warning", says: "The last reload was refused: new targets and rules are not in force." }],
    },
    { when: "the reload worked", series: { prometheus_config_last_reload_successful: "1x10" }, fires: [] },
  ]),
  ...casesOf("PrometheusRulesFail", "15m", [
    {
      when: "a rule fails once a minute",
      series: { 'prometheus_rule_evaluation_failures_total{rule_group="slot"}': "0+1x20" },
      fires: [
        { severity: "warning", labels: { rule_group: "slot" }, says: "5 evaluations failed within 5 minutes in slot." },
      ],
    },
    {
      when: "one failed long ago",
      series: { 'prometheus_rule_evaluation_failures_total{rule_group="slot"}': "0 1x20" },
      fires: [],
    },
  ]),
  ...casesOf("AlertmanagerUnreachable", "15m", [
    {
      when: "every notification fails",
      series: { prometheus_notifications_errors_total: "0+60x20", prometheus_notifications_dropped_total: "0x20" },
      fires: [{ severity: "critical", says: "1 alerts a second are lost between Prometheus and Alertmanager." }],
    },
    {
      when: "all arrive",
      series: { prometheus_notifications_errors_total: "3x20", prometheus_notifications_dropped_total: "0x20" },
      fires: [],
    },
  ]),
  ...casesOf("AlertmanagerConfigRefused", "10m", [
    {
      when: "a reload failed",
      series: { alertmanager_config_last_reload_successful: "0x10" },
      fires: [{ severity: "warning", says: "The last reload was refused: a new receiver is not in force." }],
    },
    { when: "the reload worked", series: { alertmanager_config_last_reload_successful: "1x10" }, fires: [] },
  ]),
  ...casesOf("AlertsNotDelivered", "15m", [
    {
      when: "the webhook refuses",
      series: { 'alertmanager_notifications_failed_total{integration="webhook"}': "0+6x20" },
      fires: [
        {
          severity: "critical",
          labels: { integration: "webhook" },
          says: "100m notifications a second fail at the webhook receiver.",
        },
      ],
    },
    {
      when: "the webhook takes them",
      series: { 'alertmanager_notifications_failed_total{integration="webhook"}': "0x20" },
      fires: [],
    },
  ]),
];
