import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DEFAULT_RESOURCES, monitoringWorkloads } from "../../../../components/monitoring";
import type { Workload } from "../../../../components/workload";
import { exampleArgs, SECRETS } from "../../../monitoring/example";
import { recordingRuntime } from "../../support/runtime";

const args = { ...exampleArgs(), runtime: recordingRuntime() };
const workloads = monitoringWorkloads(args);

describe("monitoringWorkloads", () => {
  it("runs six programs, Prometheus last because it watches the others", () => {
    expect(workloads.map(({ name }) => name)).toEqual([
      "redis-exporter",
      "postgres-exporter",
      "node-exporter",
      "alertmanager",
      "grafana",
      "prometheus",
    ]);
  });

  it("leaves Grafana out where it is switched off", () => {
    const { grafana: _, ...rest } = args;
    const names = monitoringWorkloads(rest).map(({ name }) => name);
    expect(names).not.toContain("grafana");
    expect(hosts(monitoringWorkloads(rest))).not.toContain("grafana");
  });

  it("lets Prometheus watch what it is given and every program of its own", () => {
    expect(hosts(workloads)).toEqual([
      "qdrant",
      "embedding-blue",
      "api-blue",
      "gateway",
      "redis-exporter",
      "postgres-exporter",
      "node-exporter",
      "alertmanager",
      "grafana",
      "prometheus",
    ]);
  });

  it("takes resources for one and leaves the others theirs", () => {
    const mine = { cpu: 3, memoryMiB: 9999 };
    const sized = monitoringWorkloads({ ...args, resources: { grafana: mine } });
    expect(named("grafana", sized).resources).toEqual(mine);
    expect(named("prometheus", sized).resources).toEqual(DEFAULT_RESOURCES.prometheus);
  });

  it("leaves out the exporters of what it shall not watch", () => {
    const few = monitoringWorkloads({ ...args, redis: undefined, postgres: undefined, machine: false });
    expect(few.map(({ name }) => name)).toEqual(["alertmanager", "grafana", "prometheus"]);
  });

  it("looks as often as it is told", () => {
    const slow = monitoringWorkloads({ ...args, intervalSeconds: 60 });
    expect(configOf(slow).global.scrape_interval).toBe("60s");
    expect(configOf(workloads).global.scrape_interval).toBe("15s");
  });

  it("refuses targets whose tokens nobody gives, all at once", () => {
    const targets = [...args.targets, { job: "x", workload: "x", host: "x", port: 1, token: "other", replicas: 1 }];
    expect(() => monitoringWorkloads({ ...args, targets, tokens: {} })).toThrowErrorMatchingInlineSnapshot(`
      [Error: Monitoring: tokens of scrape targets are missing.
        qdrant asks for the token "qdrant"
        x asks for the token "other"
      Tokens given: none. Pass the missing ones in \`tokens\`.]
    `);
    expect(() => monitoringWorkloads({ ...args, targets, tokens: {} })).toThrow(pulumi.RunError);
  });
});

describe.each(workloads)("$name", (workload) => {
  it("publishes nothing and runs as nobody important", () => {
    expect(workload.ports.filter(({ publish }) => publish)).toEqual([]);
    expect(workload.user).toBeGreaterThan(0);
  });

  it("keeps secrets out of its environment, its command and its plain files", () => {
    const plain = JSON.stringify([workload.env, workload.command, workload.files]);
    for (const secret of Object.values(SECRETS)) expect(plain).not.toContain(secret);
  });

  it("can be scraped where it listens", () => {
    expect(workload.ports.map(({ number }) => number)).toContain(workload.scrape?.port);
  });

  it("shares no directory between secrets and plain files", () => {
    const folders = (files: readonly { path: string }[] = []) => files.map(({ path }) => path.replace(/\/[^/]+$/, ""));
    expect(folders(workload.secrets).filter((folder) => folders(workload.files).includes(folder))).toEqual([]);
  });
});

describe("prometheus", () => {
  it("listens below its path and keeps figures as long as it is told", () => {
    const { command } = named("prometheus", monitoringWorkloads({ ...args, retention: { days: 30, sizeGiB: 40 } }));
    expect(command).toEqual([
      "--config.file=/etc/prometheus/prometheus.yml",
      "--storage.tsdb.path=/prometheus",
      "--storage.tsdb.retention.time=30d",
      "--storage.tsdb.retention.size=40GB",
      "--web.external-url=https://localhost:9443/prometheus/",
      "--web.route-prefix=/prometheus",
    ]);
  });

  it("has room for more than it keeps", () => {
    expect(named("prometheus").volumes).toEqual([{ name: "data", path: "/prometheus", sizeGiB: 13, protected: false }]);
  });

  it("takes new rules without a restart, after checking them", () => {
    const { files, reload } = named("prometheus");
    expect(files?.map(({ onChange }) => onChange)).toEqual(["reload", "reload", "reload"]);
    expect(reload).toEqual({
      signal: "SIGHUP",
      check: ["promtool", "check", "config", "/etc/prometheus/prometheus.yml"],
    });
  });

  it("holds each token as a file", async () => {
    expect(await secretsOf("prometheus")).toEqual({ "/run/secrets/prometheus/qdrant": SECRETS.token });
  });
});

describe("alertmanager", () => {
  it("may reach the world only to tell somebody", () => {
    expect(named("alertmanager").egress).toBe(true);
    const quiet = monitoringWorkloads({ ...args, receiver: { kind: "log" } });
    expect(named("alertmanager", quiet).egress).toBe(false);
  });

  it("holds the webhook's address in a file of its own", async () => {
    const [config] = Object.values(await secretsOf("alertmanager"));
    expect(parse(config ?? "").receivers[0].webhook_configs[0].url).toBe(SECRETS.webhook);
  });

  it("keeps alerts to itself without a receiver", async () => {
    const [config] = Object.values(await secretsOf("alertmanager", { receiver: { kind: "log" } }));
    expect(parse(config ?? "").receivers).toEqual([{ name: "log" }, { name: "heartbeat" }]);
  });
});

describe("grafana", () => {
  it("takes the password from a file and nobody's registration", async () => {
    const { env } = named("grafana");
    expect(env).toMatchObject({
      GF_SECURITY_ADMIN_PASSWORD__FILE: "/run/secrets/grafana/admin-password",
      GF_USERS_ALLOW_SIGN_UP: "false",
      GF_ANALYTICS_REPORTING_ENABLED: "false",
      GF_SERVER_ROOT_URL: "https://localhost:9443/grafana/",
    });
    expect(await secretsOf("grafana")).toEqual({ "/run/secrets/grafana/admin-password": SECRETS.grafana });
  });

  it("opens with a dashboard that it has", () => {
    const { env, files } = named("grafana");
    expect(files?.map(({ path }) => path)).toContain(env?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH);
  });
});

describe("the exporters", () => {
  it("give the Redis exporter its password under the address that it asks", async () => {
    const { env } = named("redis-exporter");
    expect(env?.REDIS_ADDR).toBe("redis://redis:6379");
    const [file] = Object.values(await secretsOf("redis-exporter"));
    expect(JSON.parse(file ?? "")).toEqual({ "redis://redis:6379": SECRETS.redis });
  });

  it("give the Postgres exporter its password as a file", async () => {
    expect(named("postgres-exporter").env).toEqual({
      DATA_SOURCE_URI: "postgres:5432/platform?sslmode=disable",
      DATA_SOURCE_USER: "monitor",
      DATA_SOURCE_PASS_FILE: "/run/secrets/postgres-exporter/password",
    });
    expect(await secretsOf("postgres-exporter")).toEqual({
      "/run/secrets/postgres-exporter/password": SECRETS.postgres,
    });
  });

  it("show the machine to the node exporter alone", () => {
    expect(workloads.filter(({ hostPaths }) => hostPaths).map(({ name }) => name)).toEqual(["node-exporter"]);
    const { command, hostPaths } = named("node-exporter");
    for (const { path } of hostPaths ?? []) expect(command?.some((option) => option.endsWith(`=${path}`))).toBe(true);
  });
});

function named(name: string, among: readonly Workload[] = workloads): Workload {
  const found = among.find((workload) => workload.name === name);
  if (!found) throw new Error(`no workload named ${name}`);
  return found;
}

function hosts(among: readonly Workload[]): string[] {
  return configOf(among).scrape_configs.map(({ job_name }) => job_name);
}

interface PrometheusYaml {
  readonly global: { readonly scrape_interval: string };
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

function configOf(among: readonly Workload[]): PrometheusYaml {
  const config = named("prometheus", among).files?.find(({ path }) => path.endsWith("/prometheus.yml"));
  return parse(config?.content as string);
}

async function secretsOf(name: string, changes: Partial<typeof args> = {}): Promise<Record<string, string>> {
  const { secrets = [] } = named(name, monitoringWorkloads({ ...args, ...changes }));
  const values = secrets.map(async ({ path, content }): Promise<[string, string]> => [path, await settled(content)]);
  return Object.fromEntries(await Promise.all(values));
}

function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
