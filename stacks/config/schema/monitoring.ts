import { cpu, flag, integer, memory, section, storage } from "./fields";
import { sized } from "./units";

const exporters = section({
  redis: flag().default(true).describe("Figures of Redis."),
  postgres: flag().default(true).describe("Figures of Postgres."),
  node: flag().default(true).describe("Figures of the machine."),
})
  .prefault({})
  .describe("Programs that translate figures for Prometheus.");

export const monitoring = section({
  enabled: flag().default(true).describe("Run monitoring at all."),
  scrapeIntervalSeconds: integer(5, 60)
    .default(15)
    .describe("How often figures are collected, in seconds. Alert rules look back five minutes, so not more rarely."),
  prometheus: sized(
    section({
      cpu: cpu("100m", "64").prefault("500m").describe("Cores."),
      memory: memory("128Mi", "256Gi").prefault("512Mi").describe("Memory."),
      storage: storage("1Gi", "16Ti").prefault("2Gi").describe("Disk. The oldest figures go when it is full."),
      retentionDays: integer(1, 730).default(7).describe("Days that figures are kept."),
    }),
  )
    .prefault({})
    .describe("Collects figures and judges alert rules."),
  alertmanager: sized(
    section({
      cpu: cpu("10m", "8").prefault("100m").describe("Cores."),
      memory: memory("32Mi", "8Gi").prefault("64Mi").describe("Memory."),
    }),
  )
    .prefault({})
    .describe("Sends alerts to the secret webhookUrl."),
  grafana: sized(
    section({
      enabled: flag().default(true).describe("Run the dashboards."),
      cpu: cpu("50m", "16").prefault("250m").describe("Cores."),
      memory: memory("128Mi", "16Gi").prefault("256Mi").describe("Memory."),
    }),
  )
    .prefault({})
    .describe("Dashboards."),
  exporters,
})
  .prefault({})
  .describe("Figures, alerts and dashboards.");
