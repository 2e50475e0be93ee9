import * as pulumi from "@pulumi/pulumi";
import type { MonitoringArgs, ScrapeTarget } from "../../components/monitoring";

/** What a small platform offers to scrape: a slot with replicas, one without, something behind a token, the gateway. */
export const TARGETS: readonly ScrapeTarget[] = [
  { job: "qdrant", workload: "qdrant", host: "qdrant", port: 6333, token: "qdrant", replicas: 1 },
  {
    job: "embedding",
    workload: "embedding-blue",
    host: "embedding-blue",
    port: 8080,
    labels: { slot: "blue" },
    replicas: 1,
  },
  { job: "api", workload: "api-blue", host: "api-blue", port: 8000, labels: { slot: "blue" }, replicas: 2 },
  { job: "gateway", workload: "gateway", host: "gateway", port: 8405, replicas: 1 },
];

export const SECRETS = {
  redis: 'redis-"planted"',
  postgres: "postgres-planted",
  grafana: "grafana-planted",
  token: "token-planted",
  webhook: "https://hooks.example.com/planted",
} as const;

/** A complete monitoring, without the runtime: what a test of the class adds. */
export function exampleArgs(): Omit<MonitoringArgs, "runtime"> {
  return {
    images: {
      prometheus: { reference: "prom/prometheus" },
      alertmanager: { reference: "prom/alertmanager" },
      "redis-exporter": { reference: "oliver006/redis_exporter" },
      "postgres-exporter": { reference: "prometheuscommunity/postgres-exporter" },
      "node-exporter": { reference: "prom/node-exporter" },
    },
    grafana: { image: { reference: "grafana/grafana" }, adminPassword: pulumi.secret(SECRETS.grafana) },
    targets: TARGETS,
    tokens: { qdrant: pulumi.secret(SECRETS.token) },
    redis: { workload: "redis", host: "redis", port: 6379, password: pulumi.secret(SECRETS.redis) },
    postgres: {
      workload: "postgres",
      host: "postgres",
      port: 5432,
      database: "platform",
      user: "monitor",
      password: pulumi.secret(SECRETS.postgres),
    },
    receiver: { kind: "webhook", url: pulumi.secret(SECRETS.webhook) },
    operatorUrl: "https://localhost:9443",
    externalLabels: { stack: "dev" },
  };
}
