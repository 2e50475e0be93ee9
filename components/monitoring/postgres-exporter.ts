import type { Output } from "@pulumi/pulumi";
import type { Image, Resources, Workload } from "../workload";

export interface PostgresExporterArgs {
  readonly image: Image;
  readonly resources: Resources;
  readonly postgres: PostgresAccess;
}

export interface PostgresAccess {
  readonly workload: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Needs the role `pg_monitor` to see the sessions of others. */
  readonly user: string;
  readonly password: Output<string>;
}

const PORT = 9187;
const PASSWORD_FILE = "/run/secrets/postgres-exporter/password";

/** Tells Prometheus how Postgres is. */
export function postgresExporterWorkload(name: string, { image, resources, postgres }: PostgresExporterArgs): Workload {
  return {
    name,
    image,
    env: {
      // Inside the platform's own network; Postgres holds no certificate there.
      DATA_SOURCE_URI: `${postgres.host}:${postgres.port}/${postgres.database}?sslmode=disable`,
      DATA_SOURCE_USER: postgres.user,
      DATA_SOURCE_PASS_FILE: PASSWORD_FILE,
    },
    secrets: [{ path: PASSWORD_FILE, content: postgres.password, onChange: "restart" }],
    ports: [{ name: "metrics", number: PORT }],
    // `/metrics` asks Postgres and would make the exporter unhealthy whenever Postgres is.
    health: { ready: { kind: "http", path: "/", port: PORT, with: "wget" }, startWithinSeconds: 30 },
    resources,
    user: 65534,
    reaches: [postgres.workload],
    importance: "watching",
    scrape: { port: PORT },
  };
}
