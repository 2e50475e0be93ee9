import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { prometheusWorkload, type ScrapeTarget } from "../../components/monitoring";
import { exampleArgs } from "./example";
import { tool } from "./tools";

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

const TOKEN = "token-planted";
const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
const asked: Asked[] = [];
let neighbour: Server;
let prometheus: ChildProcess;
let api: string;

// The real Prometheus with the command line and the files of the workload. One server plays all its neighbours: the target
// behind a token, and the Alertmanager.
beforeAll(async () => {
  neighbour = createServer(async (request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization, body: await bodyOf(request) });
    response.setHeader("content-type", "text/plain; version=0.0.4").end("collections_total 9\n");
  });
  const port = await listening(neighbour);
  const own = await freePort();
  prometheus = start(port, own);
  api = `http://127.0.0.1:${own}/prometheus`;
  await vi.waitFor(async () => expect((await fetch(`${api}/-/ready`)).status).toBe(200), { timeout: 30_000 });
});

afterAll(() => {
  prometheus.kill();
  neighbour.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("Prometheus with our configuration", () => {
  it("shows its token to the target that asks for one, and labels what it gets", async () => {
    await vi.waitFor(async () => {
      const [collections] = (await query("collections_total")).data.result;
      expect(collections?.metric).toMatchObject({ job: "qdrant", workload: "qdrant", shard: "a" });
    }, PATIENCE);
    expect(asked.find(({ path }) => path === "/metrics")?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it("evaluates every rule without an error", async () => {
    await vi.waitFor(async () => {
      const rules = (await get<Rules>("/api/v1/rules")).data.groups.flatMap((group) => group.rules);
      expect(rules.length).toBeGreaterThan(30);
      expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    }, PATIENCE);
  });

  it("tells Alertmanager, below its path, that alerting works", async () => {
    await vi.waitFor(() => {
      const alerts = asked.filter(({ path }) => path === "/alertmanager/api/v2/alerts").map(({ body }) => body);
      expect(alerts.join()).toContain("Watchdog");
      expect(alerts.join()).toContain('"stack":"dev"');
    }, PATIENCE);
  });
});

// Rules are evaluated four times a minute, the first time at a random moment.
const PATIENCE = { timeout: 60_000, interval: 250 };

interface Answer<T> {
  readonly data: T;
}

type Rules = Answer<{ groups: { rules: { name: string; health: string; lastError?: string }[] }[] }>;
type Vector = Answer<{ result: { metric: Record<string, string> }[] }>;

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${api}${path}`)).json()) as T;
}

function query(expr: string): Promise<Vector> {
  return get(`/api/v1/query?query=${encodeURIComponent(expr)}`);
}

/** Starts what the workload describes, with its paths and its neighbours' addresses moved to where a test may have them. */
function start(neighbourPort: number, ownPort: number): ChildProcess {
  const { image, tokens, operatorUrl, externalLabels } = { image: { reference: "" }, ...exampleArgs() };
  const target: ScrapeTarget = {
    job: "qdrant",
    workload: "qdrant",
    host: "qdrant",
    port: 6333,
    token: "qdrant",
    labels: { shard: "a" },
    replicas: 1,
  };
  const retention = { days: 1, sizeGiB: 1 };
  const workload = prometheusWorkload("prometheus", {
    image,
    resources: { cpu: 1, memoryMiB: 512 },
    targets: [target],
    tokens,
    externalLabels,
    operatorUrl,
    host: "prometheus",
    alertmanagerHost: "alertmanager",
    retention,
  });
  const moved = (text: string) =>
    text
      .replaceAll("/run/secrets/prometheus", join(folder, "secrets"))
      .replaceAll("/etc/prometheus", join(folder, "config"))
      .replaceAll("storage.tsdb.path=/prometheus", `storage.tsdb.path=${join(folder, "data")}`)
      .replaceAll(/\b(qdrant:6333|alertmanager:9093)/g, `127.0.0.1:${neighbourPort}`)
      .replaceAll("prometheus:9090", `127.0.0.1:${ownPort}`);
  for (const name of ["config", "secrets"]) mkdirSync(join(folder, name));
  for (const { path, content } of workload.files ?? []) writeFileSync(moved(path), moved(content as string));
  writeFileSync(join(folder, "secrets/qdrant"), TOKEN);
  // An alert raised before Alertmanager is discovered goes nowhere, and by default is told again only a minute later.
  const hurried = [`--web.listen-address=127.0.0.1:${ownPort}`, "--rules.alert.resend-delay=1s"];
  return spawn(tool("prometheus"), [...(workload.command ?? []).map(moved), ...hurried], { stdio: "ignore" });
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
