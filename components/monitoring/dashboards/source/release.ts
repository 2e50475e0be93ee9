import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { SLOT_FIGURES } from "../../recording-rules";
import { platformStyle } from "./dashboard";
import { chart, figure, names } from "./panels";

/** Both slots side by side: is the new version as good as the old one? */
export function releaseDashboard(): DashboardBuilder {
  return platformStyle(
    "release",
    "Application and release",
    "Both slots side by side: is the new version as good as the old one?",
    { Slots: slots(), "Slots compared": compared(), "Inside the API": api(), Embedding: embedding() },
  );
}

function slots() {
  return [
    names({
      title: "Versions",
      unit: "short",
      span: 8,
      queries: [{ expr: "count by (slot, version) (build_info)", legend: "{{slot}}: {{version}}" }],
    }),
    figure({
      title: "Healthy servers",
      unit: "short",
      span: 8,
      queries: [
        { expr: 'max by (proxy) (haproxy_backend_agg_server_status{proxy=~"api-.*",state="UP"})', legend: "{{proxy}}" },
      ],
    }),
    figure({
      title: "Share of the traffic",
      unit: "percentunit",
      span: 8,
      queries: [
        {
          expr: 'sum by (proxy) (rate(haproxy_backend_http_requests_total{proxy=~"api-.*"}[$__rate_interval])) / ignoring (proxy) group_left () sum(rate(haproxy_backend_http_requests_total{proxy=~"api-.*"}[$__rate_interval]))',
          legend: "{{proxy}}",
        },
      ],
    }),
  ];
}

function compared() {
  return [
    chart({ title: "Requests", unit: "reqps", queries: [{ expr: SLOT_FIGURES.requestRate, legend: "{{slot}}" }] }),
    chart({
      title: "Requests failed",
      unit: "percentunit",
      limits: { warning: 0.005, critical: 0.05 },
      queries: [{ expr: SLOT_FIGURES.errorRatio, legend: "{{slot}}" }],
    }),
    chart({
      title: "Time to answer",
      unit: "s",
      limits: { warning: 1.5, critical: 5 },
      queries: [
        { expr: SLOT_FIGURES.p95, legend: "{{slot}} 95%" },
        { expr: SLOT_FIGURES.p99, legend: "{{slot}} 99%" },
      ],
    }),
    chart({
      title: "Memory of one process",
      unit: "bytes",
      description: "Growth of more than 100 MB a minute takes a release back.",
      queries: [{ expr: 'max by (slot) (process_resident_memory_bytes{job="api"})', legend: "{{slot}}" }],
    }),
    chart({
      title: "Requests in progress",
      unit: "short",
      queries: [{ expr: "sum by (slot) (http_requests_in_flight)", legend: "{{slot}}" }],
    }),
    chart({
      title: "Starts of processes",
      unit: "short",
      description: "More than one start an hour that no release explains is a crash loop.",
      queries: [{ expr: 'sum by (slot) (changes(process_start_time_seconds{job="api"}[1h]))', legend: "{{slot}}" }],
    }),
  ];
}

function api() {
  return [
    chart({
      title: "95% within, by route",
      unit: "s",
      queries: [
        {
          expr: "histogram_quantile(0.95, sum by (route, le) (rate(http_request_duration_seconds_bucket[$__rate_interval])))",
          legend: "{{route}}",
        },
      ],
    }),
    chart({
      title: "Answers by status",
      unit: "reqps",
      queries: [
        { expr: "sum by (slot, status) (rate(http_requests_total[$__rate_interval]))", legend: "{{slot}} {{status}}" },
      ],
    }),
    chart({
      title: "Answered from the cache",
      unit: "percentunit",
      queries: [
        {
          expr: "sum by (cache) (rate(cache_hits_total[$__rate_interval])) / (sum by (cache) (rate(cache_hits_total[$__rate_interval])) + sum by (cache) (rate(cache_misses_total[$__rate_interval])))",
          legend: "{{cache}}",
        },
      ],
    }),
  ];
}

function embedding() {
  return [
    chart({
      title: "Embedding requests",
      unit: "reqps",
      queries: [
        { expr: "sum by (slot) (rate(te_request_count[$__rate_interval]))", legend: "{{slot}}" },
        { expr: "sum by (slot) (rate(te_request_failure[$__rate_interval]))", legend: "{{slot}} failed" },
      ],
    }),
    chart({
      title: "Embedding: 95% within",
      unit: "s",
      queries: [
        {
          expr: "histogram_quantile(0.95, sum by (slot, le) (rate(te_request_duration_bucket[$__rate_interval])))",
          legend: "{{slot}}",
        },
      ],
    }),
    chart({
      title: "Embedding: waiting",
      unit: "short",
      limits: { warning: 100, critical: 500 },
      queries: [{ expr: "max by (slot) (te_queue_size)", legend: "{{slot}}" }],
    }),
  ];
}
