import type { SecretFile, Workload } from "../workload";
import type { ApiArgs, ApiSecrets } from "./api";

export const PORT = 8000;

const DRAIN_SECONDS = 5;
const QDRANT_CONNECTIONS = 100;
const REQUEST_TIMEOUT_SECONDS = 10;
/** For the last batch of the request log and for the process to end. */
const FAREWELL_SECONDS = 5;

const SECRET_FILES = {
  qdrantApiKey: "/run/secrets/qdrant-api-key",
  redisPassword: "/run/secrets/redis-password",
  postgresPassword: "/run/secrets/postgres-password",
} as const;

/** Pure, so that a test compares data and needs no engine. */
export function apiWorkload(name: string, args: ApiArgs): Workload {
  const drainSeconds = args.drainSeconds ?? DRAIN_SECONDS;
  const requestTimeoutSeconds = args.requestTimeoutSeconds ?? REQUEST_TIMEOUT_SECONDS;
  return {
    name,
    image: args.image,
    env: {
      ...identity(args),
      ...neighbours(args),
      ...secretPaths(),
      WORKERS: String(args.workers ?? 1),
      QDRANT_CONNECTIONS: String(qdrantConnections(args)),
      MAX_CONNECTIONS: String(args.maxConnections ?? 1000),
      DRAIN_SECONDS: String(drainSeconds),
      REQUEST_TIMEOUT_SECONDS: String(requestTimeoutSeconds),
      MIGRATE_AT_START: String(args.migrateAtStart ?? true),
    },
    secrets: secretFiles(args.secrets),
    ports: [{ name: "http", number: PORT }],
    scratch: [{ path: "/tmp", sizeMiB: 16 }],
    health: {
      // Asked with bash although the image has Node: a Node for every question costs more than the answer.
      ready: { kind: "http", path: "/health", port: PORT, with: "bash" },
      // Apart from readiness: a restart here would not bring back a dependency that is down.
      live: { kind: "http", path: "/livez", port: PORT, with: "bash" },
      startWithinSeconds: 60,
    },
    // A worker is one thread: with a core each it starts in a second, where a tenth of one would take ten.
    resources: { cpu: args.cpu, burstCpu: Math.max(args.cpu, args.workers ?? 1), memoryMiB: args.memoryMiB },
    replicas: args.replicas ?? 1,
    user: 1000,
    reaches: args.reaches,
    scrape: { port: PORT, labels: { slot: args.slot } },
    stop: { signal: "SIGTERM", graceSeconds: drainSeconds + requestTimeoutSeconds + FAREWELL_SECONDS },
  };
}

/** Of one worker: each has a pool of its own. */
function qdrantConnections({ qdrantConnections = QDRANT_CONNECTIONS, workers = 1 }: ApiArgs): number {
  return Math.max(1, Math.floor(qdrantConnections / workers));
}

function identity(args: ApiArgs) {
  return {
    PORT: String(PORT),
    SLOT: args.slot,
    VERSION: args.version,
    COLLECTIONS: args.collections.map(({ name, dimensions }) => `${name}:${dimensions}`).join(","),
  };
}

function neighbours({ qdrantUrl, embeddingUrl, redis, postgres }: ApiArgs) {
  return {
    QDRANT_URL: qdrantUrl,
    EMBEDDING_URL: embeddingUrl,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    POSTGRES_HOST: postgres.host,
    POSTGRES_PORT: String(postgres.port),
    POSTGRES_DB: postgres.database,
    POSTGRES_USER: postgres.user,
  };
}

function secretPaths() {
  return {
    QDRANT_API_KEY_FILE: SECRET_FILES.qdrantApiKey,
    REDIS_PASSWORD_FILE: SECRET_FILES.redisPassword,
    POSTGRES_PASSWORD_FILE: SECRET_FILES.postgresPassword,
  };
}

/** Read once at start, so a new value asks for a new process, which drains before it goes. */
function secretFiles(secrets: ApiSecrets): SecretFile[] {
  return [
    { path: SECRET_FILES.qdrantApiKey, content: secrets.qdrantApiKey, onChange: "restart" },
    { path: SECRET_FILES.redisPassword, content: secrets.redisPassword, onChange: "restart" },
    { path: SECRET_FILES.postgresPassword, content: secrets.postgresPassword, onChange: "restart" },
  ];
}
