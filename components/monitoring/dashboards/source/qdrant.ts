import {
  type DashboardBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { platformStyle } from "./dashboard";
import { chart, DATA_SOURCE, figure, names } from "./panels";

const COLLECTION = 'id=~"$collection"';

/** What is stored, and how fast it is found. */
export function qdrantDashboard(): DashboardBuilder {
  return platformStyle("qdrant", "Qdrant", "What is stored, and how fast it is found.", {
    Now: now(),
    Collections: collections(),
    Requests: requests(),
  }).withVariable(
    new QueryVariableBuilder("collection")
      .label("Collection")
      .datasource(DATA_SOURCE)
      .query("label_values(collection_points, id)")
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      .current({ text: ["All"], value: ["$__all"] }),
  );
}

function now() {
  return [
    names({ title: "Version", unit: "short", queries: [{ expr: "app_info", legend: "{{version}}" }] }),
    figure({
      title: "Collections",
      unit: "short",
      queries: [{ expr: "max(collections_total)", legend: "collections" }],
    }),
    figure({
      title: "Points",
      unit: "short",
      queries: [{ expr: `sum(collection_points{${COLLECTION}})`, legend: "points" }],
    }),
    figure({
      title: "Dead replicas",
      unit: "short",
      limits: { warning: 1, critical: 2 },
      queries: [{ expr: `sum(collection_dead_replicas{${COLLECTION}})`, legend: "dead replicas" }],
    }),
    figure({
      title: "Requests",
      unit: "reqps",
      queries: [{ expr: "sum(rate(rest_responses_total[5m]))", legend: "requests" }],
    }),
    figure({
      title: "Requests failed",
      unit: "percentunit",
      limits: { warning: 0.01, critical: 0.05 },
      queries: [
        {
          expr: '(sum(rate(rest_responses_total{status=~"5.."}[5m])) or vector(0)) / sum(rate(rest_responses_total[5m]))',
          legend: "failed",
        },
      ],
    }),
  ];
}

function collections() {
  return [
    chart({
      title: "Points by collection",
      unit: "short",
      queries: [{ expr: `sum by (id) (collection_points{${COLLECTION}})`, legend: "{{id}}" }],
    }),
    chart({
      title: "Vectors by collection",
      unit: "short",
      queries: [{ expr: `sum by (id) (collection_vectors{${COLLECTION}})`, legend: "{{id}}" }],
    }),
    chart({
      title: "Points added or removed within an hour",
      unit: "short",
      description: "A fall of more than a tenth raises an alert.",
      queries: [{ expr: `sum by (id) (delta(collection_points{${COLLECTION}}[1h]))`, legend: "{{id}}" }],
    }),
  ];
}

function requests() {
  return [
    chart({
      title: "Answers by status",
      unit: "reqps",
      queries: [{ expr: "sum by (status) (rate(rest_responses_total[$__rate_interval]))", legend: "{{status}}" }],
    }),
    chart({
      title: "Requests by endpoint",
      unit: "reqps",
      queries: [
        {
          expr: "topk(8, sum by (method, endpoint) (rate(rest_responses_total[$__rate_interval])))",
          legend: "{{method}} {{endpoint}}",
        },
      ],
    }),
    chart({ title: "Time to answer", unit: "s", queries: [0.5, 0.95, 0.99].map(quantile) }),
  ];
}

function quantile(q: number) {
  return {
    expr: `histogram_quantile(${q}, sum by (le) (rate(rest_responses_duration_seconds_bucket[$__rate_interval])))`,
    legend: `${q * 100}%`,
  };
}
