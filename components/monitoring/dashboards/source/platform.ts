import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { SLOT_FIGURES } from "../../recording-rules";
import { platformStyle } from "./dashboard";
import { chart, figure, upAndDown } from "./panels";

/** Is everything well? If not, where to look. */
export function platformDashboard(): DashboardBuilder {
  return platformStyle("platform", "Platform overview", "Is everything well, and if not, where to look.", {
    Now: now(),
    Users: users(),
    Dependencies: dependencies(),
    Workloads: [
      upAndDown({
        title: "Answering Prometheus",
        queries: [{ expr: "min by (workload) (up)", legend: "{{workload}}" }],
      }),
      chart({
        title: "Alerts firing",
        unit: "short",
        span: 12,
        queries: [
          {
            expr: 'count by (alertname, severity) (ALERTS{alertstate="firing",alertname!="Watchdog"})',
            legend: "{{alertname}} ({{severity}})",
          },
        ],
      }),
    ],
  });
}

function now() {
  return [
    figure({
      title: "Alerts firing",
      unit: "short",
      limits: { warning: 1, critical: 3 },
      queries: [{ expr: 'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)', legend: "alerts" }],
    }),
    figure({
      title: "Targets answering",
      unit: "percentunit",
      limits: { warning: 1, critical: 0.9 },
      queries: [{ expr: "avg(up)", legend: "targets" }],
    }),
    figure({
      title: "Requests",
      unit: "reqps",
      queries: [{ expr: `sum(${SLOT_FIGURES.requestRate})`, legend: "requests" }],
    }),
    figure({
      title: "Requests failed",
      unit: "percentunit",
      limits: { warning: 0.005, critical: 0.05 },
      description: "The worse of the two slots.",
      queries: [{ expr: `max(${SLOT_FIGURES.errorRatio})`, legend: "failed" }],
    }),
    figure({
      title: "95% of requests within",
      unit: "s",
      limits: { warning: 1.5, critical: 5 },
      description: "The slower of the two slots.",
      queries: [{ expr: `max(${SLOT_FIGURES.p95})`, legend: "P95" }],
    }),
    figure({
      title: "Points stored",
      unit: "short",
      queries: [{ expr: "sum(collection_points)", legend: "points" }],
    }),
  ];
}

function users() {
  return [
    chart({
      title: "Answers by status, as users get them",
      unit: "reqps",
      queries: [
        {
          expr: 'sum by (code) (rate(haproxy_frontend_http_responses_total{proxy="public"}[$__rate_interval]))',
          legend: "{{code}}",
        },
      ],
    }),
    chart({
      title: "Requests failed by slot",
      unit: "percentunit",
      limits: { warning: 0.005, critical: 0.05 },
      queries: [{ expr: SLOT_FIGURES.errorRatio, legend: "{{slot}}" }],
    }),
    chart({
      title: "95% of requests within, by slot",
      unit: "s",
      limits: { warning: 1.5, critical: 5 },
      queries: [{ expr: SLOT_FIGURES.p95, legend: "{{slot}}" }],
    }),
  ];
}

function dependencies() {
  return [
    chart({
      title: "Time to answer the API",
      unit: "s",
      description: "The database may take up to 50 ms.",
      queries: [{ expr: "max by (dependency) (dependency_latency_seconds)", legend: "{{dependency}}" }],
    }),
    chart({
      title: "Redis memory",
      unit: "percentunit",
      limits: { warning: 0.95, critical: 1 },
      description: "A full cache is normal; a full cache that throws keys away all the time is too small.",
      queries: [{ expr: "redis_memory_used_bytes / (redis_memory_max_bytes > 0)", legend: "used" }],
    }),
    chart({
      title: "Postgres connections",
      unit: "percentunit",
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: "sum(pg_stat_activity_count) / max(pg_settings_max_connections)", legend: "in use" }],
    }),
    chart({
      title: "Redis commands",
      unit: "ops",
      queries: [
        { expr: "rate(redis_commands_processed_total[$__rate_interval])", legend: "commands" },
        { expr: "rate(redis_evicted_keys_total[$__rate_interval])", legend: "keys thrown away" },
      ],
    }),
    chart({
      title: "Postgres transactions",
      unit: "ops",
      queries: [
        { expr: "sum(rate(pg_stat_database_xact_commit[$__rate_interval]))", legend: "committed" },
        { expr: "sum(rate(pg_stat_database_xact_rollback[$__rate_interval]))", legend: "rolled back" },
      ],
    }),
    chart({
      title: "Database size",
      unit: "bytes",
      queries: [{ expr: "max by (datname) (pg_database_size_bytes)", legend: "{{datname}}" }],
    }),
  ];
}
