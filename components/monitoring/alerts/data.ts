import type { AlertGroup } from "./rule";

/** Redis and Postgres, as their exporters see them. */
export const dataAlerts: AlertGroup = {
  name: "data",
  rules: [
    {
      alert: "RedisDown",
      severity: "critical",
      expr: "redis_up == 0",
      for: "1m",
      summary: "Redis does not answer",
      description: "The exporter runs and cannot talk to Redis.",
      action: "Check Redis itself, then whether its password was rotated without the exporter.",
    },
    {
      // A cache is meant to be full; it is too small when it throws keys away all the time.
      alert: "RedisMemory",
      severity: "warning",
      expr: "redis_memory_used_bytes / redis_memory_max_bytes > 0.95 and rate(redis_evicted_keys_total[15m]) > 10 and redis_memory_max_bytes > 0",
      for: "15m",
      summary: "The cache is too small",
      description:
        "Redis uses {{ $value | humanizePercentage }} of its memory and throws away more than 10 keys a second.",
      action: "Raise the cache's size in the stack's configuration, or shorten the life of what is cached.",
    },
    {
      alert: "RedisRefusesConnections",
      severity: "warning",
      expr: "increase(redis_rejected_connections_total[5m]) > 0",
      summary: "Redis refuses connections",
      description: "{{ $value | humanize }} connections were refused within 5 minutes.",
      action:
        "A client leaks connections or `maxclients` is too low: compare redis_connected_clients with the replicas of the API.",
    },
    {
      alert: "RedisNotPersisted",
      severity: "warning",
      expr: "redis_rdb_last_bgsave_status == 0 or redis_aof_last_write_status == 0",
      for: "5m",
      summary: "Redis cannot write to disk",
      description: "The last save failed: a restart would lose what was cached since then.",
      action: "Check the space on Redis's volume and that the machine can fork it (memory).",
    },
    {
      alert: "PostgresDown",
      severity: "critical",
      expr: "pg_up == 0",
      for: "1m",
      summary: "Postgres does not answer",
      description: "The exporter runs and cannot talk to Postgres.",
      action: "Check Postgres itself, then whether its password was rotated without the exporter.",
    },
    {
      alert: "PostgresConnections",
      severity: "warning",
      expr: "sum by (workload) (pg_stat_activity_count) / on (workload) max by (workload) (pg_settings_max_connections) > 0.8",
      for: "5m",
      summary: "Postgres runs out of connections",
      description: "{{ $value | humanizePercentage }} of the connections are in use, limit 80%.",
      action:
        "Look for idle transactions in pg_stat_activity; then lower the pool of the API or raise max_connections.",
    },
    {
      alert: "PostgresDeadlocks",
      severity: "warning",
      expr: "sum by (datname) (increase(pg_stat_database_deadlocks[15m])) > 0",
      summary: "Transactions block each other",
      description: "{{ $value | humanize }} deadlocks in {{ $labels.datname }} within 15 minutes.",
      action: "The statements are in Postgres's log; let both take their locks in the same order.",
    },
  ],
};
