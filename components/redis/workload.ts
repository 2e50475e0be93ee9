import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../workload";
import type { RedisArgs } from "./redis";

export const PORT = 6379;

const CONFIG_FILE = "/etc/vector-platform/redis/redis.conf";
const AUTH_FILE = "/run/secrets/redis/auth.conf";
/** The bare password, for the probe: a command line would show it to every process listing. */
const PASSWORD_FILE = "/run/secrets/redis/password";

const PING = `REDISCLI_AUTH="$(cat ${PASSWORD_FILE})" redis-cli -p ${PORT} ping | grep -qx PONG`;

/** What empties, blocks or stops a shared cache with one command. CONFIG stays: the exporter reads limits with it. */
const FORBIDDEN_COMMANDS = ["FLUSHALL", "FLUSHDB", "SWAPDB", "KEYS", "DEBUG", "SHUTDOWN"];

/** Pure, so that a test compares data and needs no engine. */
export function redisWorkload(name: string, args: RedisArgs): Workload {
  return {
    name,
    image: args.image,
    command: ["redis-server", CONFIG_FILE],
    files: [{ path: CONFIG_FILE, content: redisConf(args), onChange: "restart" }],
    secrets: [
      { path: AUTH_FILE, content: requirePass(args.password), onChange: "restart" },
      { path: PASSWORD_FILE, content: args.password, onChange: "restart" },
    ],
    ports: [{ name: "redis", number: PORT }],
    // The append-only file, and beside it its successor while it is rewritten.
    volumes: [
      {
        name: "data",
        path: "/data",
        sizeGiB: Math.ceil((args.cacheMiB * 3) / 1024),
        protected: args.protected ?? false,
      },
    ],
    health: { ready: { kind: "exec", command: ["sh", "-c", PING] }, startWithinSeconds: 60 },
    resources: { cpu: args.cpu, memoryMiB: Math.ceil(args.cacheMiB * 1.5) },
    stateful: true,
    user: 999,
    importance: "data",
    stop: { signal: "SIGTERM", graceSeconds: 30 },
  };
}

function redisConf(args: RedisArgs): string {
  return [
    `port ${PORT}`,
    "dir /data",
    "maxclients 1000",
    `maxmemory ${args.cacheMiB}mb`,
    "maxmemory-policy allkeys-lru",
    // Lost at most: the last second. Snapshots on top would only double the writing.
    "appendonly yes",
    "appendfsync everysec",
    'save ""',
    "tcp-keepalive 60",
    ...FORBIDDEN_COMMANDS.map((command) => `rename-command ${command} ""`),
    // Last, so that nothing above can undo it; a missing file stops the server instead of opening it.
    `include ${AUTH_FILE}`,
    "",
  ].join("\n");
}

function requirePass(password: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.secret(password.apply((value) => `requirepass "${value.replace(/[\\"]/g, "\\$&")}"\n`));
}
