import { casesOf } from "./alert-case";

const full = { redis_memory_used_bytes: "990x40", redis_memory_max_bytes: "1000x40" };
const [sessions, idle] = ["active", "idle"].map(
  (state) => `pg_stat_activity_count{workload="postgres-exporter",datname="platform",state="${state}"}`,
) as [string, string];
const allowed = 'pg_settings_max_connections{workload="postgres-exporter"}';
const deadlocks = 'pg_stat_database_deadlocks{datname="platform"}';
const unsaved = "The last save failed: a restart would lose what was cached since then.";

export const dataCases = [
  ...casesOf("RedisDown", "5m", [
    {
      when: "the exporter cannot reach it",
      series: { redis_up: "0x10" },
      fires: [{ severity: "critical", says: "The exporter runs and cannot talk to Redis." }],
    },
    { when: "it answers", series: { redis_up: "1x10" }, fires: [] },
  ]),
  ...casesOf("RedisMemory", "40m", [
    {
      when: "it is full and throws keys away all the time",
      series: { ...full, redis_evicted_keys_total: "0+6000x40" },
      fires: [
        { severity: "warning", says: "Redis uses 99% of its memory and throws away more than 10 keys a second." },
      ],
    },
    { when: "it is full, as a cache should be", series: { ...full, redis_evicted_keys_total: "0+60x40" }, fires: [] },
    {
      when: "it has no limit",
      series: {
        redis_memory_used_bytes: "990x40",
        redis_memory_max_bytes: "0x40",
        redis_evicted_keys_total: "0+6000x40",
      },
      fires: [],
    },
  ]),
  ...casesOf("RedisRefusesConnections", "10m", [
    {
      when: "two connections a minute are refused",
      series: { redis_rejected_connections_total: "0+2x20" },
      fires: [{ severity: "warning", says: "10 connections were refused within 5 minutes." }],
    },
    { when: "some were, long ago", series: { redis_rejected_connections_total: "7x20" }, fires: [] },
  ]),
  ...casesOf("RedisNotPersisted", "10m", [
    {
      when: "the last snapshot failed",
      series: { redis_rdb_last_bgsave_status: "0x10", redis_aof_last_write_status: "1x10" },
      fires: [{ severity: "warning", says: unsaved }],
    },
    {
      when: "the append-only file cannot be written",
      series: { redis_rdb_last_bgsave_status: "1x10", redis_aof_last_write_status: "0x10" },
      fires: [{ severity: "warning", says: unsaved }],
    },
    {
      when: "both were written",
      series: { redis_rdb_last_bgsave_status: "1x10", redis_aof_last_write_status: "1x10" },
      fires: [],
    },
  ]),
  ...casesOf("PostgresDown", "5m", [
    {
      when: "the exporter cannot reach it",
      series: { pg_up: "0x10" },
      fires: [{ severity: "critical", says: "The exporter runs and cannot talk to Postgres." }],
    },
    { when: "it answers", series: { pg_up: "1x10" }, fires: [] },
  ]),
  ...casesOf("PostgresConnections", "10m", [
    {
      when: "90 of 100 connections are in use",
      series: { [sessions]: "40x20", [idle]: "50x20", [allowed]: "100x20" },
      fires: [
        {
          severity: "warning",
          labels: { workload: "postgres-exporter" },
          says: "90% of the connections are in use, limit 80%.",
        },
      ],
    },
    { when: "70 of 100 are", series: { [sessions]: "20x20", [idle]: "50x20", [allowed]: "100x20" }, fires: [] },
  ]),
  ...casesOf("PostgresDeadlocks", "20m", [
    {
      when: "one happens every minute",
      series: { [deadlocks]: "0+1x30" },
      fires: [
        { severity: "warning", labels: { datname: "platform" }, says: "15 deadlocks in platform within 15 minutes." },
      ],
    },
    { when: "none happened lately", series: { [deadlocks]: "4x30" }, fires: [] },
  ]),
];
