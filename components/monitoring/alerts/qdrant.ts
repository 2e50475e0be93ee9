import type { AlertGroup } from "./rule";

const RESPONSES = 'rest_responses_total{job="qdrant"';

const MEMBERS = 'sum(up{job="qdrant"})';
const MEMBERS_AN_HOUR_AGO = 'sum(up{job="qdrant"} offset 1h)';

/** Qdrant counts answers by status and has no counter of failures of its own. */
export const qdrantAlerts: AlertGroup = {
  name: "qdrant",
  rules: [
    {
      alert: "QdrantErrors",
      severity: "warning",
      expr: `sum(rate(${RESPONSES},status=~"5.."}[5m])) / sum(rate(${RESPONSES}}[5m])) > 0.01`,
      for: "5m",
      summary: "Qdrant answers with errors",
      description: "{{ $value | humanizePercentage }} of Qdrant's answers are 5xx, limit 1%.",
      action: "Read Qdrant's log: a full disk, memory or a damaged segment shows there first.",
    },
    {
      alert: "QdrantSlow",
      severity: "warning",
      expr: 'histogram_quantile(0.95, sum by (le) (rate(rest_responses_duration_seconds_bucket{job="qdrant",endpoint=~".*/points/(search|query).*"}[5m]))) > 0.1',
      for: "10m",
      summary: "Vector search is slow",
      description: "95% of searches take up to {{ $value | humanizeDuration }}, limit 100ms.",
      action:
        "Compare declared and used memory: vectors that no longer fit are read from disk. Then look for a running optimisation.",
    },
    {
      alert: "QdrantDeadReplicas",
      severity: "critical",
      expr: "sum by (id) (collection_dead_replicas) > 0",
      for: "2m",
      summary: "A collection has dead replicas",
      description: "{{ $value }} replicas of collection {{ $labels.id }} are dead.",
      action:
        "Restart the peer that holds them; if it does not recover, restore the collection from its last snapshot.",
    },
    {
      // By what the cluster itself counts: a member that came back without its storage is a new one, and the old one stays lost.
      alert: "QdrantMemberLost",
      severity: "critical",
      expr: 'max(cluster_peers_total{job="qdrant"}) - (sum(up{job="qdrant"}) or vector(0)) > 0',
      for: "2m",
      summary: "Qdrant's cluster misses a member",
      description: "{{ $value }} of the members that Qdrant's cluster counts do not answer.",
      action:
        "Bring the member back. If its storage is gone, it has joined as a new one: strike the old one off with DELETE /cluster/peer/<id>, then copy the shards that it held to the new one.",
    },
    {
      alert: "QdrantPointsLost",
      severity: "critical",
      // Each member counts its own copies, so that fewer members show fewer points; that is another alert's business.
      expr: `sum by (id) (collection_points) < 0.9 * sum by (id) (collection_points offset 1h) and on () (${MEMBERS} >= ${MEMBERS_AN_HOUR_AGO})`,
      for: "5m",
      summary: "A collection lost points",
      description:
        "Collection {{ $labels.id }} is down to {{ $value | humanize }} points, more than 10% fewer than an hour ago.",
      action: "Find out who deleted them. If nobody meant to, stop writers and restore the last snapshot.",
    },
    {
      // A restarting Qdrant shows no collection at all; that is another alert's business.
      alert: "QdrantCollectionGone",
      severity: "critical",
      expr: 'sum by (id) (collection_points offset 1h) unless sum by (id) (collection_points) and on () (up{job="qdrant"} == 1)',
      for: "5m",
      summary: "A collection disappeared",
      description:
        "Collection {{ $labels.id }} held {{ $value | humanize }} points an hour ago and does not exist now.",
      action:
        "Preview the stack: it shows the collection as missing and creates it empty. Restore its points from the last snapshot.",
    },
  ],
};
