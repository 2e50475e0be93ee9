import { SLOT_FIGURES } from "../recording-rules";
import { type AlertGroup, atTwoLimits } from "./rule";

const TAKE_BACK = "If a release caused it, send the traffic back to the other slot";

/** What users feel, per slot. The limits are those at which a release is held (warning) or taken back (critical). */
export const applicationAlerts: AlertGroup = {
  name: "application",
  rules: [
    ...atTwoLimits(
      {
        alert: "ApiErrors",
        for: "5m",
        summary: "Requests fail",
        description:
          "{{ $value | humanizePercentage }} of the requests to slot {{ $labels.slot }} fail, limits 0.5% and 5%.",
        action: `${TAKE_BACK}; else look at the dependencies of the API first.`,
      },
      { warning: `${SLOT_FIGURES.errorRatio} > 0.005`, critical: `${SLOT_FIGURES.errorRatio} > 0.05` },
    ),
    ...atTwoLimits(
      {
        alert: "ApiSlow",
        for: "5m",
        summary: "Requests are slow",
        description:
          "95% of the requests to slot {{ $labels.slot }} take up to {{ $value | humanizeDuration }}, limits 1.5s and 5s.",
        action: `${TAKE_BACK}; else compare the time spent in embedding, Qdrant and Postgres.`,
      },
      { warning: `${SLOT_FIGURES.p95} > 1.5`, critical: `${SLOT_FIGURES.p95} > 5` },
    ),
    {
      alert: "DependencyDown",
      severity: "critical",
      expr: 'min by (slot, dependency) (dependency_up{job="api"}) == 0',
      for: "1m",
      summary: "The API lost a dependency",
      description: "The API in slot {{ $labels.slot }} cannot reach {{ $labels.dependency }}.",
      action:
        "See whether the dependency itself is down; if it is up, check its password and the network between the two.",
    },
    {
      alert: "DatabaseSlow",
      severity: "warning",
      expr: 'max by (slot, dependency) (dependency_latency_seconds{job="api",dependency="postgres"}) > 0.05',
      for: "5m",
      summary: "The database answers slowly",
      description:
        "{{ $labels.dependency }} takes {{ $value | humanizeDuration }} to answer slot {{ $labels.slot }}, limit 50ms.",
      action: "Look for long transactions and locks in pg_stat_activity, then at the disk of the database.",
    },
    {
      alert: "VersionsMixed",
      severity: "warning",
      expr: 'count by (slot) (count by (slot, version) (build_info{job="api"})) > 1',
      for: "15m",
      summary: "One slot serves several versions",
      description: "Slot {{ $labels.slot }} serves {{ $value }} versions for longer than a rolling update takes.",
      action: "Preview the stack: a replica was left behind by an interrupted update or changed by hand.",
    },
    {
      alert: "EmbeddingFailures",
      severity: "critical",
      expr: "sum by (slot) (rate(te_request_failure[5m])) / sum by (slot) (rate(te_request_count[5m])) > 0.01",
      for: "5m",
      summary: "Texts cannot be embedded",
      description:
        "{{ $value | humanizePercentage }} of the embedding requests of slot {{ $labels.slot }} fail, limit 1%.",
      action:
        "Label `err` of te_request_failure names the cause: `overloaded` asks for more replicas, `validation` for a look at the callers.",
    },
    {
      alert: "EmbeddingQueue",
      severity: "warning",
      expr: 'avg_over_time(te_queue_size{job="embedding"}[5m]) > 100',
      for: "5m",
      summary: "Embedding requests pile up",
      description: "{{ $value | humanize }} requests wait in slot {{ $labels.slot }}, limit 100.",
      action: "Add replicas of the embedding service or a GPU, or slow the bulk load down.",
    },
  ],
};
