import type { Output } from "@pulumi/pulumi";
import type { CollectionsArgs } from "../components/collections";
import type { Gateway, GatewayArgs, OperatorRoute } from "../components/gateway";
import { ALERTMANAGER, GRAFANA, type MonitoringArgs, PROMETHEUS, type ScrapeTarget } from "../components/monitoring";
import type { Postgres, PostgresArgs } from "../components/postgres";
import type { Qdrant, QdrantArgs } from "../components/qdrant";
import type { Redis, RedisArgs } from "../components/redis";
import { SLOTS, type Slots, type SlotsArgs } from "../components/slots";
import type { Image, Resources, Runtime, Workload } from "../components/workload";
import type { PlatformConfig } from "./config";
import type { Releases } from "./releases";
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
/** Where the operator entry leads to Qdrant. */
const QDRANT_PREFIX = "/qdrant/";
/** A rolling update shows the address of a new replica before that of an old one has gone. */
const SIDE_BY_SIDE = 2;
/** Share of an API replica's connections that carries requests; the rest is for probes, figures and resting connections. */
const FOR_REQUESTS = 0.8;

export function qdrantArgs({ config, runtime, secrets }: Parts): QdrantArgs {
  const { replicas, cpu, memoryMiB, storageGiB, snapshotStorageGiB, storagePath, logLevel } = config.qdrant;
  return {
    runtime,
    image: pulled(config.images.qdrant),
    apiKey: secrets.qdrantApiKey,
    readOnlyKey: secrets.qdrantReadOnlyKey,
    ...{ replicas, cpu, memoryMiB, storageGiB, logLevel },
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
      reaches: names([qdrant, redis, postgres]),
    },
  };
}

/** Qdrant has no limit of its own, so its clients keep to their share of it: every API replica of both slots. */
function qdrantConnections({ qdrant, api }: PlatformConfig): number {
  return Math.floor((qdrant.maxConcurrentRequests * qdrant.replicas) / (api.replicas * SLOTS.length));
}

interface Behind {
  readonly slots: Slots;
  readonly qdrant: Qdrant;
  readonly certificate: Output<string>;
}

export function gatewayArgs(parts: Parts, { slots, qdrant, certificate }: Behind): GatewayArgs {
  const { config, runtime, secrets } = parts;
  const { gateway } = config;
  const { replicas, maxConnections } = config.api;
  const concurrentRequests = Math.floor((maxConnections * FOR_REQUESTS) / gateway.replicas);
  const targets = Object.entries(slots.apis).map(([slot, { host, port }]) => [
    slot,
    { address: `${host}:${port}`, replicas: replicas * SIDE_BY_SIDE, concurrentRequests },
  ]);
  const routes = operatorRoutes(parts, qdrant);
  const maintenance = { message: config.maintenanceMessage, retryAfterSeconds: RETRY_AFTER_SECONDS };
  return {
    runtime,
    image: pulled(config.images.gateway),
    cpu: gateway.cpu,
    memoryMiB: gateway.memoryMiB,
    replicas: gateway.replicas,
    certificate,
    apiKeys: secrets.apiKeys,
    operatorKeys: secrets.operatorKey.apply((key) => [{ name: "operator", key }]),
    publish: gateway.publish,
    operator: gateway.operator,
    slots: Object.fromEntries(targets),
    activeSlot: config.activeSlot,
    canaryWeight: config.canaryWeight,
    ...(config.maintenance && { maintenance }),
    allowlist: gateway.allowlist,
    limits: gatewayLimits(config),
    operatorRoutes: routes,
    reaches: [...names(Object.values(slots.apis)), ...routes.map(({ name }) => name)],
  };
}

const names = (components: readonly { readonly workload: Workload }[]): string[] =>
  components.map(({ workload }) => workload.name);

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

/** Each is named like the workload that it leads to. */
function operatorRoutes({ config: { monitoring }, runtime }: Parts, qdrant: Qdrant): OperatorRoute[] {
  type Page = typeof PROMETHEUS | typeof ALERTMANAGER | typeof GRAFANA;
  const route = ({ workload, port, prefix }: Page): OperatorRoute => ({
    name: workload,
    prefix: `${prefix}/`,
    address: `${runtime.hostOf({ name: workload })}:${port}`,
  });
  const watching = monitoring.enabled ? [route(PROMETHEUS), route(ALERTMANAGER)] : [];
  const drawing = monitoring.enabled && monitoring.grafana.enabled ? [route(GRAFANA)] : [];
  const data: OperatorRoute = {
    name: qdrant.workload.name,
    prefix: QDRANT_PREFIX,
    address: `${qdrant.host}:${qdrant.restPort}`,
    stripPrefix: true,
  };
  return [data, ...watching, ...drawing];
}

export function collectionsArgs(
  { config, secrets }: Parts,
  { operatorUrl, tunnel }: Gateway,
  caCertificate: Output<string>,
): CollectionsArgs {
  return {
    endpoint: `${operatorUrl}${QDRANT_PREFIX.slice(0, -1)}`,
    operatorKey: secrets.operatorKey,
    apiKey: secrets.qdrantApiKey,
    caCertificate,
    ...(tunnel && { tunnel: { ...tunnel, certifiedName: certifiedName(config) } }),
    collections: Object.entries(config.collections).map(([name, { expectedVectors: _, ...declared }]) => ({
      name,
      ...declared,
    })),
  };
}

/** A name that the gateway's certificate is good for: the near end of a tunnel is none. */
function certifiedName({ gateway: { tls } }: PlatformConfig): string {
  const [first = "localhost"] = tls.hostnames;
  return first.replace(/^\*/, "operator");
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
    ...(exporters.redis && { redis: redisAccess(redis, secrets) }),
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

function redisAccess({ host, port, workload }: Redis, secrets: Secrets): NonNullable<MonitoringArgs["redis"]> {
  return { workload: workload.name, host, port, password: secrets.redisPassword };
}

function postgresAccess(postgres: Postgres, secrets: Secrets): NonNullable<MonitoringArgs["postgres"]> {
  const { host, port, monitorUser: user, workload } = postgres;
  return {
    workload: workload.name,
    host,
    port,
    user,
    database: DATABASE.database,
    password: secrets.postgresMonitorPassword,
  };
}

function pulled(reference: string): Image {
  return { reference };
}
