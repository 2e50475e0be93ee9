import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../workload";
import { type MemberStart, memberStart, P2P_PORT } from "./members";
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
const CHECK_KEYS = [
  "keys=$1; shift",
  '[ -r "$keys" ] || { echo "qdrant: cannot read its API keys in $keys; refusing to start without them" >&2; exit 1; }',
];
const SERVE = 'cd /qdrant && exec ./qdrant --config-path "$keys" "$@"';

/** Pure, so that a test compares data and needs no engine. */
export function qdrantWorkload(name: string, args: QdrantArgs): Workload {
  const { replicas = 1 } = args;
  const member = memberStart(args.runtime, { name, replicas });
  return {
    name,
    image: args.image,
    command: startCommand(member),
    env: { ...settings(args), ...(member && CLUSTER) },
    secrets: [{ path: KEYS_FILE, content: keys(args), onChange: "restart" }],
    ports: [
      { name: "rest", number: REST_PORT },
      { name: "grpc", number: GRPC_PORT },
      ...(member ? [{ name: "p2p", number: P2P_PORT, membersOnly: true }] : []),
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
      // Ready only when every shard is loaded, and as a member when it has caught up with the others: minutes for a large
      // storage after an unclean stop.
      startWithinSeconds: 600,
    },
    resources: { cpu: args.cpu, memoryMiB: args.memoryMiB },
    replicas,
    stateful: true,
    ...(member && { reaches: [name] }),
    importance: "data",
    user: 1000,
    scrape: { port: REST_PORT, token: SCRAPE_TOKEN },
    stop: { signal: "SIGTERM", graceSeconds: 60 },
  };
}

const CLUSTER = { QDRANT__CLUSTER__ENABLED: "true", QDRANT__CLUSTER__P2P__PORT: String(P2P_PORT) };

function startCommand(member: MemberStart | undefined): string[] {
  const script = [...CHECK_KEYS, ...(member ? [member.script] : []), SERVE].join("\n");
  return ["bash", "-c", script, "qdrant", KEYS_FILE, ...(member?.seeds ?? [])];
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
