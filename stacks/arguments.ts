import type { Output } from "@pulumi/pulumi";
import type { CollectionsArgs } from "../components/collections";
import type { GatewayArgs, OperatorRoute } from "../components/gateway";
import { ALERTMANAGER, GRAFANA, type MonitoringArgs, PROMETHEUS, type ScrapeTarget } from "../components/monitoring";
import type { Postgres, PostgresArgs } from "../components/postgres";
import type { Qdrant, QdrantArgs } from "../components/qdrant";
import type { Redis, RedisArgs } from "../components/redis";
import { SLOTS, type SlotsArgs } from "../components/slots";
import type { Image, Resources, Runtime } from "../components/workload";
import type { PlatformConfig } from "./config";
import { enabledSlots, type Releases } from "./releases";
import type { Secrets } from "./secrets";

/*
 * From the stack's config to each component's arguments. Plain mappings and nothing else: what is decided here is only
 * which value goes where.
 */

interface Parts {
  readonly config: PlatformConfig;
  readonly runtime: Runtime;
  readonly secrets: Secrets;
  readonly releases: Releases;
}

interface Data {
  readonly qdrant: Qdrant;
  readonly redis: Redis;
  readonly postgres: Postgres;
}

const DATABASE = { database: "vector_platform", user: "vector_platform" } as const;
/** Users are told to come back after this time during maintenance. */
const RETRY_AFTER_SECONDS = 60;
/** Share of an API replica's connections that carries requests; the rest is for probes, figures and resting connections. */
const FOR_REQUESTS = 0.8;

export function qdrantArgs({ config, runtime, secrets }: Parts): QdrantArgs {
  const { cpu, memoryMiB, storageGiB, snapshotStorageGiB, storagePath, logLevel } = config.qdrant;
  return {
    runtime,
    image: pulled(config.images.qdrant),
    apiKey: secrets.qdrantApiKey,
    readOnlyKey: secrets.qdrantReadOnlyKey,
    ...{ cpu, memoryMiB, storageGiB, logLevel },
    snapshotsGiB: snapshotStorageGiB,
    ...(storagePath && { storageDirectory: storagePath }),
    protected: config.protectData,
  };
}

export function redisArgs({ config, runtime, secrets }: Parts): RedisArgs {
  return { runtime, image: pulled(config.images.redis), password: secrets.redisPassword, ...config.redis };
}

export function postgresArgs({ config, runtime, secrets }: Parts): PostgresArgs {
  return {
    ...{ runtime, ...DATABASE, ...config.postgres },
    image: pulled(config.images.postgres),
    password: secrets.postgresPassword,
    monitorPassword: secrets.postgresMonitorPassword,
    protected: config.protectData,
  };
}

export function slotsArgs({ config, runtime, secrets, releases }: Parts, { qdrant, redis, postgres }: Data): SlotsArgs {
  const { model, device, cpu, memoryMiB, replicas } = config.embedding;
  const { qdrantApiKey, redisPassword, postgresPassword } = secrets;
  return {
    runtime,
    releases,
    data: [qdrant, redis, postgres],
    embedding: { image: pulled(config.images.embedding), model, device, cpu, memoryMiB, replicas },
    api: {
      cpu: config.api.cpu,
      memoryMiB: config.api.memoryMiB,
      replicas: config.api.replicas,
      workers: config.api.workers,
      maxConnections: config.api.maxConnections,
      qdrantUrl: `http://${qdrant.host}:${qdrant.restPort}`,
      qdrantConnections: qdrantConnections(config),
      redis: { host: redis.host, port: redis.port },
      postgres: { host: postgres.host, port: postgres.port, ...DATABASE },
      collections: Object.entries(config.collections).map(([name, { dimensions }]) => ({ name, dimensions })),
      secrets: { qdrantApiKey, redisPassword, postgresPassword },
    },
  };
}

/** Qdrant has no limit of its own, so its clients keep to their share of it: every API replica of both slots. */
function qdrantConnections({ qdrant, api }: PlatformConfig): number {
  return Math.floor((qdrant.maxConcurrentRequests * qdrant.replicas) / (api.replicas * SLOTS.length));
}

export function gatewayArgs({ config, runtime, secrets }: Parts, certificate: Output<string>): GatewayArgs {
  const { gateway } = config;
  const { replicas, maxConnections } = config.api;
  const concurrentRequests = Math.floor(maxConnections * FOR_REQUESTS);
  const slots = enabledSlots(config).map((slot) => [slot, { replicas, concurrentRequests }] as const);
  const maintenance = { message: config.maintenanceMessage, retryAfterSeconds: RETRY_AFTER_SECONDS };
  return {
    runtime,
    image: pulled(config.images.gateway),
    cpu: gateway.cpu,
    memoryMiB: gateway.memoryMiB,
    certificate,
    apiKeys: secrets.apiKeys,
    operatorKeys: secrets.operatorKey.apply((key) => [{ name: "operator", key }]),
    publish: gateway.publish,
    operator: gateway.operator,
    slots: Object.fromEntries(slots),
    activeSlot: config.activeSlot,
    canaryWeight: config.canaryWeight,
    ...(config.maintenance && { maintenance }),
    allowlist: gateway.allowlist,
    limits: gatewayLimits(config),
    operatorRoutes: operatorRoutes(config),
  };
}

function gatewayLimits({ gateway }: PlatformConfig): GatewayArgs["limits"] {
  const { connectSeconds, requestSeconds, idleSeconds, drainSeconds } = gateway.timeouts;
  return {
    ...gateway.rateLimit,
    ...{ connectSeconds, requestSeconds, idleSeconds, drainSeconds },
    serverSeconds: requestSeconds,
    maxConnections: gateway.maxConnections,
    bodyBytes: gateway.maxBodyMiB * 1024 * 1024,
  };
}

function operatorRoutes({ monitoring }: PlatformConfig): OperatorRoute[] {
  const route = ({ host, port, prefix }: typeof PROMETHEUS | typeof ALERTMANAGER | typeof GRAFANA): OperatorRoute => ({
    name: host,
    prefix: `${prefix}/`,
    address: `${host}:${port}`,
  });
  const watching = monitoring.enabled ? [route(PROMETHEUS), route(ALERTMANAGER)] : [];
  const drawing = monitoring.enabled && monitoring.grafana.enabled ? [route(GRAFANA)] : [];
  const qdrant: OperatorRoute = { name: "qdrant", prefix: "/qdrant/", address: "qdrant:6333", stripPrefix: true };
  return [qdrant, ...watching, ...drawing];
}

export function collectionsArgs(
  { config, secrets }: Parts,
  operatorUrl: string,
  caCertificate: Output<string>,
): CollectionsArgs {
  return {
    endpoint: `${operatorUrl}/qdrant`,
    operatorKey: secrets.operatorKey,
    apiKey: secrets.qdrantApiKey,
    caCertificate,
    collections: Object.entries(config.collections).map(([name, { expectedVectors: _, ...declared }]) => ({
      name,
      ...declared,
    })),
  };
}

interface Watched extends Omit<Data, "qdrant"> {
  readonly targets: readonly ScrapeTarget[];
  readonly webhookUrl: Output<string> | undefined;
}

export function monitoringArgs(parts: Parts, { targets, redis, postgres, webhookUrl }: Watched): MonitoringArgs {
  const { config, runtime, secrets } = parts;
  const { images, monitoring, gateway } = config;
  const { exporters, grafana, prometheus, alertmanager } = monitoring;
  const sized = ({ cpu, memoryMiB }: Resources): Resources => ({ cpu, memoryMiB });
  return {
    runtime,
    images: {
      prometheus: pulled(images.prometheus),
      alertmanager: pulled(images.alertmanager),
      "redis-exporter": pulled(images.redisExporter),
      "postgres-exporter": pulled(images.postgresExporter),
      "node-exporter": pulled(images.nodeExporter),
    },
    ...(grafana.enabled && { grafana: { image: pulled(images.grafana), adminPassword: secrets.grafanaPassword } }),
    ...(exporters.redis && { redis: { host: redis.host, port: redis.port, password: secrets.redisPassword } }),
    ...(exporters.postgres && { postgres: postgresAccess(postgres, secrets) }),
    machine: exporters.node,
    targets,
    tokens: { "qdrant-read-only": secrets.qdrantReadOnlyKey },
    receiver: webhookUrl ? { kind: "webhook", url: webhookUrl } : { kind: "log" },
    operatorUrl: `https://${gateway.operator.address}:${gateway.operator.port}`,
    externalLabels: { stack: config.stack },
    retention: { days: prometheus.retentionDays, sizeGiB: prometheus.storageGiB },
    intervalSeconds: monitoring.scrapeIntervalSeconds,
    resources: { prometheus: sized(prometheus), alertmanager: sized(alertmanager), grafana: sized(grafana) },
  };
}

function postgresAccess(postgres: Postgres, secrets: Secrets): NonNullable<MonitoringArgs["postgres"]> {
  const { host, port, monitorUser: user } = postgres;
  return { host, port, user, database: DATABASE.database, password: secrets.postgresMonitorPassword };
}

function pulled(reference: string): Image {
  return { reference };
}
