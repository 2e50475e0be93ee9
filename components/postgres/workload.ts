import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Workload } from "../workload";
import type { PostgresArgs } from "./postgres";
import { hostAuthentication, serverConfig } from "./server-config";

export const PORT = 5432;
export const MONITOR_USER = "vector_platform_monitor";

const CONFIG_DIRECTORY = "/etc/vector-platform/postgres";
const SECRET_DIRECTORY = "/run/secrets/postgres";
const START_FILE = `${CONFIG_DIRECTORY}/start.sh`;

/** Pure, so that a test compares data and needs no engine. */
export function postgresWorkload(name: string, args: PostgresArgs): Workload {
  const config = { ...args, port: PORT, directory: CONFIG_DIRECTORY };
  return {
    name,
    image: args.image,
    command: ["bash", START_FILE],
    env: {
      DATABASE: args.database,
      DATABASE_USER: args.user,
      MONITOR_USER,
      CONFIG_DIRECTORY,
      SECRET_DIRECTORY,
    },
    files: [
      { path: `${CONFIG_DIRECTORY}/postgresql.conf`, content: serverConfig(config), onChange: "restart" },
      { path: `${CONFIG_DIRECTORY}/pg_hba.conf`, content: hostAuthentication(), onChange: "restart" },
      { path: START_FILE, content: readFileSync(join(__dirname, "start.sh"), "utf8"), onChange: "restart" },
    ],
    secrets: [
      { path: `${SECRET_DIRECTORY}/password`, content: args.password, onChange: "restart" },
      { path: `${SECRET_DIRECTORY}/monitor-password`, content: args.monitorPassword, onChange: "restart" },
    ],
    ports: [{ name: "postgres", number: PORT }],
    // The parent of the data directory, as the official image wants it: a major upgrade works beside the old cluster.
    volumes: [{ name: "data", path: "/var/lib/postgresql", sizeGiB: args.storageGiB, protected: args.protected }],
    scratch: [
      { path: "/var/run/postgresql", sizeMiB: 1 },
      { path: "/tmp", sizeMiB: 16 },
    ],
    health: {
      // Over TCP with the application's names: the server opens its port only after the roles are in line.
      ready: {
        kind: "exec",
        command: ["pg_isready", "--quiet", "--host=127.0.0.1", `--username=${args.user}`, `--dbname=${args.database}`],
      },
      // Recovery after a power cut replays up to `max_wal_size`.
      startWithinSeconds: 300,
    },
    resources: { cpu: args.cpu, memoryMiB: args.memoryMiB },
    stateful: true,
    user: 999,
    importance: "data",
    // Fast shutdown: sessions end and data is checkpointed. SIGTERM would wait for every client to leave.
    stop: { signal: "SIGINT", graceSeconds: 60 },
  };
}
