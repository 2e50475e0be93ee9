import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Postgres, type PostgresArgs, postgresWorkload } from "../../../../components/postgres";
import { named, recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";

const args: PostgresArgs = {
  runtime: recordingRuntime(),
  image: { reference: "postgres@sha256:0" },
  database: "vector_platform",
  user: "app",
  password: pulumi.secret("planted"),
  monitorPassword: pulumi.secret("planted-too"),
  cpu: 2,
  memoryMiB: 1024,
  storageGiB: 10,
  protected: true,
};
const workload = postgresWorkload("postgres", args);

function file(name: string, of = workload): string {
  return String(of.files?.find(({ path }) => path.endsWith(name))?.content);
}

describe("postgresWorkload", () => {
  it("computes the server's memory from the container's", () => {
    const config = file("postgresql.conf");
    expect(config).toContain("shared_buffers = '256MB'");
    expect(config).toContain("effective_cache_size = '768MB'");
    expect(config).toContain("maintenance_work_mem = '64MB'");
    expect(config).toContain("work_mem = '2621kB'");
    expect(config).toContain("max_connections = 100");
    expect(config).toContain("max_wal_size = '2048MB'");
  });

  it("gives every session its least even when there is hardly any memory", () => {
    const small = postgresWorkload("postgres", {
      ...args,
      memoryMiB: 256,
      maxConnections: 1000,
      storageGiB: 1,
      cpu: 0.5,
    });
    expect(file("postgresql.conf", small)).toContain("work_mem = '512kB'");
    expect(file("postgresql.conf", small)).toContain("max_wal_size = '204MB'");
    expect(file("postgresql.conf", small)).toContain("max_parallel_workers = 1");
  });

  it("lets nobody in without a password, and the superuser only from inside", () => {
    const rules = file("pg_hba.conf")
      .split("\n")
      .map((line) => line.split(/\s+/).join(" "));
    expect(rules.slice(1, -1)).toEqual([
      "local all postgres peer",
      "host all postgres all reject",
      "host all all all scram-sha-256",
    ]);
  });

  it("hands passwords over in files alone, and restarts when one changes", () => {
    expect(workload.secrets?.map(({ path, onChange }) => [path, onChange])).toEqual([
      ["/run/secrets/postgres/password", "restart"],
      ["/run/secrets/postgres/monitor-password", "restart"],
    ]);
    expect(JSON.stringify([workload.env, workload.command, workload.files])).not.toContain("planted");
  });

  it("starts by a script that is sound", () => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: file("start.sh"), encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(workload.command).toEqual(["bash", "/etc/vector-platform/postgres/start.sh"]);
  });

  it("is ready when the application's own door is open, and stops without waiting for clients", () => {
    expect(workload.health.ready).toMatchObject({ kind: "exec" });
    expect(JSON.stringify(workload.health.ready)).toContain("--username=app");
    expect(workload.stop?.signal).toBe("SIGINT");
  });

  it("keeps its data below the directory that the official image wants", () => {
    expect(workload.volumes).toEqual([{ name: "data", path: "/var/lib/postgresql", sizeGiB: 10, protected: true }]);
  });
});

describe.each(["preview", "update"] as const)("Postgres, %s", (mode) => {
  it("registers itself", async () => {
    const resources = await recorded(mode, () => new Postgres("postgres", args));
    expect(named(resources, "postgres").type).toBe("vector-platform:data:Postgres");
  });
});
