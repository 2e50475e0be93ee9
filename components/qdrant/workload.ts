import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../workload";
import type { QdrantArgs } from "./qdrant";

export const REST_PORT = 6333;
export const GRPC_PORT = 6334;

/** Name of the bearer token under which Prometheus holds the read-only key. */
export const SCRAPE_TOKEN = "qdrant-read-only";

const KEYS_FILE = "/run/secrets/qdrant/keys.yaml";

/**
 * Qdrant takes a missing or unreadable `--config-path` as "no settings" and would serve without any key, so the file is
 * checked first. The server then takes the place of the shell: the image's own entrypoint stays in front of it and
 * leaves at the first SIGTERM, which cuts the server off before it has flushed.
 */
const START = [
  '[ -r "$1" ] || { echo "qdrant: cannot read its API keys in $1; refusing to start without them" >&2; exit 1; }',
  'cd /qdrant && exec ./qdrant --config-path "$1"',
].join("\n");

/** Pure, so that a test compares data and needs no engine. */
export function qdrantWorkload(name: string, args: QdrantArgs): Workload {
  return {
    name,
    image: args.image,
    command: ["bash", "-c", START, "qdrant", KEYS_FILE],
    env: settings(args),
    secrets: [{ path: KEYS_FILE, content: keys(args), onChange: "restart" }],
    ports: [
      { name: "rest", number: REST_PORT },
      { name: "grpc", number: GRPC_PORT },
    ],
    volumes: [
      {
        name: "storage",
        path: "/qdrant/storage",
        sizeGiB: args.storageGiB,
        protected: args.protected,
        ...(args.storageDirectory && { hostDirectory: args.storageDirectory }),
      },
      { name: "snapshots", path: "/qdrant/snapshots", sizeGiB: args.snapshotsGiB, protected: args.protected },
    ],
    scratch: [
      { path: "/qdrant/init", sizeMiB: 1 },
      { path: "/tmp", sizeMiB: 64 },
    ],
    health: {
      ready: { kind: "http", path: "/readyz", port: REST_PORT, with: "bash" },
      live: { kind: "http", path: "/livez", port: REST_PORT, with: "bash" },
      // Ready only when every shard is loaded: minutes for a large storage after an unclean stop.
      startWithinSeconds: 600,
    },
    resources: { cpu: args.cpu, memoryMiB: args.memoryMiB },
    stateful: true,
    user: 1000,
    scrape: { port: REST_PORT, token: SCRAPE_TOKEN },
    stop: { signal: "SIGTERM", graceSeconds: 60 },
  };
}

/** Environment wins over every configuration file of the image, so the defaults baked into it need no copy here. */
function settings(args: QdrantArgs): Record<string, string> {
  const workers = args.workers ?? Math.max(1, Math.ceil(args.cpu));
  return {
    QDRANT__LOG_LEVEL: (args.logLevel ?? "info").toUpperCase(),
    QDRANT__TELEMETRY_DISABLED: "true",
    QDRANT__SERVICE__MAX_REQUEST_SIZE_MB: String(args.maxRequestSizeMiB ?? 32),
    // Left to itself Qdrant counts the machine's cores, not the ones it may use.
    QDRANT__SERVICE__MAX_WORKERS: String(workers),
    QDRANT__STORAGE__PERFORMANCE__MAX_SEARCH_THREADS: String(workers),
    // Browsers never talk to Qdrant: the gateway is the only way in, and its web page is not routed.
    QDRANT__SERVICE__ENABLE_CORS: "false",
    QDRANT__SERVICE__ENABLE_STATIC_CONTENT: "false",
    QDRANT_INIT_FILE_PATH: "/qdrant/init/.qdrant-initialized",
  };
}

/** JSON is YAML, and quotes whatever a key may hold. */
function keys(args: QdrantArgs): pulumi.Output<string> {
  return pulumi.secret(
    pulumi
      .all([args.apiKey, args.readOnlyKey])
      .apply(([apiKey, readOnlyKey]) =>
        JSON.stringify({ service: { api_key: apiKey, read_only_api_key: readOnlyKey } }),
      ),
  );
}
