import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { buildApp } from "./app";
import { RedisCache } from "./dependencies/cache";
import { Database } from "./dependencies/database";
import { reasonOf } from "./dependencies/dependency";
import { TextEmbeddings } from "./dependencies/embedding";
import { DependencyMonitor } from "./dependencies/monitor";
import { QdrantStore } from "./dependencies/qdrant";
import { Drain } from "./drain";
import { createMetrics, type Metrics } from "./metrics";
import { RequestLog } from "./request-log";
import { SchemaError } from "./schema/judgement";
import type { Settings } from "./settings";
import { Directory } from "./vectors/directory";
import { Points } from "./vectors/points";
import { Search } from "./vectors/search";
import { TextVectors } from "./vectors/text-vectors";

export interface Server {
  readonly port: number;
  readonly drain: Drain;
  /** Finishes what runs, then lets go of everything. The drain period is the caller's to wait. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly settings: Settings;
  readonly log: Logger;
  /** What `/metrics` shows, made once from the metrics of this process. @default - these alone */
  readonly exposition?: (metrics: Metrics) => () => Promise<string>;
}

/** A whole server, listening. @throws SchemaError when the database's schema and this release do not fit */
export async function serve({ settings, log, exposition = ownFigures }: ServeOptions): Promise<Server> {
  const metrics = createMetrics({ version: settings.VERSION, slot: settings.SLOT });
  const parts = connect(settings, log, metrics);
  await parts.database.prepare().catch((error: unknown) => {
    if (error instanceof SchemaError) throw error;
    log.warn({ reason: reasonOf(error) }, "postgres does not answer yet: starting without it");
  });
  const drain = new Drain();
  const app = await buildApp(
    {
      version: settings.VERSION,
      slot: settings.SLOT,
      requestTimeoutSeconds: settings.REQUEST_TIMEOUT_SECONDS,
      bodyLimitMiB: settings.BODY_LIMIT_MIB,
      drain,
      log,
      metrics,
      exposition: exposition(metrics),
      record: (row) => parts.requestLog.record(row),
    },
    { ...parts, statuses: () => parts.monitor.statuses() },
  );
  const port = await listen(app, settings);
  void parts.monitor.start();
  parts.requestLog.start();
  return { port, drain, close: () => close(app, parts) };
}

type Parts = ReturnType<typeof connect>;

function connect(settings: Settings, log: Logger, metrics: Metrics) {
  // Below the request's own limit, so that a slow dependency is named in the answer.
  const timeoutMs = settings.REQUEST_TIMEOUT_SECONDS * 900;
  const store = new QdrantStore({
    url: settings.QDRANT_URL,
    apiKey: settings.QDRANT_API_KEY_FILE,
    connections: settings.QDRANT_CONNECTIONS,
    timeoutMs,
  });
  const embedding = new TextEmbeddings({ url: settings.EMBEDDING_URL, timeoutMs });
  const cache = new RedisCache({
    host: settings.REDIS_HOST,
    port: settings.REDIS_PORT,
    password: settings.REDIS_PASSWORD_FILE,
    onError: () => metrics.cacheErrors.inc(),
  });
  const applicationName = `vector-db-api-${settings.SLOT}`;
  const database = new Database({ settings, applicationName, migrateAtStart: settings.MIGRATE_AT_START, log });
  const directory = new Directory(store, settings.COLLECTIONS);
  const texts = new TextVectors({ embedding, cache, metrics, ttlSeconds: settings.EMBEDDING_CACHE_SECONDS });
  const search = new Search({ store, cache, directory, texts, metrics, ttlSeconds: settings.SEARCH_CACHE_SECONDS });
  const points = new Points({ store, directory, texts, search });
  const monitor = watch([store, embedding, cache, database], log, metrics);
  const requestLog = createRequestLog(settings, log, metrics, database, monitor);
  return { store, embedding, cache, database, directory, search, points, monitor, requestLog };
}

function watch(dependencies: ConstructorParameters<typeof DependencyMonitor>[0], log: Logger, metrics: Metrics) {
  return new DependencyMonitor(dependencies, {
    onCheck: ({ name: dependency, status, latencyMs }) => {
      metrics.dependencyUp.set({ dependency }, status === "up" ? 1 : 0);
      if (status === "up" && latencyMs !== null) metrics.dependencyLatency.set({ dependency }, latencyMs / 1000);
    },
    onChange: ({ name, status, reason }, error) => {
      if (status === "up") log.info({ dependency: name }, "dependency is up");
      else log.warn({ dependency: name, reason, err: error }, "dependency is down");
    },
  });
}

function createRequestLog(
  settings: Settings,
  log: Logger,
  metrics: Metrics,
  database: Database,
  monitor: DependencyMonitor,
): RequestLog {
  return new RequestLog({
    database,
    slot: settings.SLOT,
    version: settings.VERSION,
    keepDays: settings.REQUEST_LOG_DAYS,
    isUp: () => monitor.isUp("postgres"),
    onWritten: (rows) => metrics.requestLogWritten.inc(rows),
    onDropped: (rows) => metrics.requestLogDropped.inc(rows),
    onError: (error) =>
      log.warn({ reason: reasonOf(error) }, "the request log could not be written; it is kept and tried again"),
  });
}

async function listen(app: FastifyInstance, settings: Settings): Promise<number> {
  app.server.maxConnections = Math.ceil(settings.MAX_CONNECTIONS / settings.WORKERS);
  await app.listen({ host: settings.HOST, port: settings.PORT, backlog: 1024 });
  return (app.server.address() as AddressInfo).port;
}

async function close(app: FastifyInstance, { monitor, requestLog, cache, database }: Parts): Promise<void> {
  await app.close();
  // After the last answer, so that its row is written too.
  await requestLog.stop();
  monitor.stop();
  await Promise.all([cache.close(), database.close()]);
}

function ownFigures(metrics: Metrics): () => Promise<string> {
  return () => metrics.registry.metrics();
}
