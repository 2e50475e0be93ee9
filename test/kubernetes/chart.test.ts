import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificatesOf } from "../../components/tls/certificate";
import { type Values, valuesOf } from "../../operations/chart";
import { Client } from "../support/client";
import { Load, type LoadResult } from "../support/load";
import { configOf, PRESETS, VARIANTS } from "./support/chart-configs";
import { comparable, templated } from "./support/chart-objects";
import { helm, tryHelm, writeChart } from "./support/helm";
import { get, kubectl, list, podsOf } from "./support/kubectl";
import { namespaceOfRun, remainsOf, removeRemains } from "./support/namespace";
import { until } from "./support/until";

/** Two cores that do everything at once: a chart is made of eighty platforms, an install starts twenty pods. */
const PATIENCE = 20 * 60_000;
const COLLECTIONS = ["deepcoder", "deepseek", "general", "hermes", "imp", "mixtral", "openchat", "phi3", "yi34b"];

let folder = "";
let chart = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vector-platform-chart-"));
  chart = await writeChart(join(folder, "chart"));
}, PATIENCE);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** So many answers one after the other say that every part is up. */
const IN_A_ROW = 50;

/** A file that holds values, for `--values`. */
function fileOf(values: Values): string {
  const path = join(folder, `values-${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(path, JSON.stringify(values));
  return path;
}

describe("the chart", { timeout: PATIENCE }, () => {
  const image = ["--set", "slots.blue.image=registry.example/api:1.0.0"];

  it.each(["values.yaml", "values-dev.yaml", "values-staging.yaml", "values-production.yaml"])(
    "passes helm lint with %s",
    async (file) => {
      const out = await helm(["lint", "--strict", chart, "--values", join(chart, file), ...image]);
      expect(out).toContain("0 chart(s) failed");
    },
  );

  it.each([...PRESETS, ...VARIANTS])("renders $name as the components do", async ({ config: raw, stack, webhook }) => {
    const config = configOf(stack, raw);
    const objects = await comparable(config, webhook ?? false);
    expect(await templated(chart, config, webhook ?? false, fileOf)).toEqual(objects);
  });

  it.each([
    ["activeSlot=red", "activeSlot"],
    ["canaryWeight=101", "canaryWeight"],
    ["qdrant.memory=4", "qdrant"],
    ["replicas=3", "replicas"],
    ["images.redis=redis:latest", "images"],
  ])("refuses %s by its schema", async (wrong, named) => {
    const { code, err } = await tryHelm(["template", "x", chart, ...image, "--set", wrong]);
    expect(code).not.toBe(0);
    expect(err).toContain("values don't meet the specifications of the schema");
    expect(err).toContain(named);
  });

  it.each([
    [["canaryWeight=5"], "canaryWeight is 5; allowed: 0 while only one slot runs"],
    [["gateway.publish.port=8443"], "gateway.publish.port is 8443; allowed: a node port"],
    [
      ["collections.general.replicas=2"],
      "collections.general.replicas is 2; allowed: at most one copy on each Qdrant node",
    ],
    [["activeSlot=green"], "slots.green.image is not set"],
  ])("refuses %s, which only together make no sense", async (wrong, message) => {
    const { code, err } = await tryHelm([
      "template",
      "x",
      chart,
      ...image,
      ...wrong.flatMap((value) => ["--set", value]),
    ]);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
  });

  it("packages", async () => {
    await helm(["package", chart, "--destination", folder]);
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(readdirSync(folder)).toContain(`vector-platform-${version}.tgz`);
  });
});

describe("a release of the chart on the cluster", { timeout: PATIENCE }, () => {
  const namespace = namespaceOfRun("chart");
  const release = "platform";
  const where = ["--namespace", namespace];
  const waited = ["--wait", "--timeout", "15m"];
  let values: Values;
  let port = 0;
  let base = "";

  const upgrade = (change: Values) =>
    helm(["upgrade", release, chart, ...where, ...waited, "--values", fileOf({ ...values, ...change })]);
  const secret = async (key: string) => {
    const kept = await get("secret", "vector-platform-keys", namespace);
    return Buffer.from(kept?.data[key] ?? "", "base64").toString("utf8");
  };
  const client = async () =>
    new Client(base, certificatesOf(await secret("tlsCertificate")), { "x-api-key": await secret("apiKey") });
  let active = "blue";

  /** Moves the traffic while requests come in, from a moment on at which a row of them has been answered. */
  async function switched(slot: string, both: Values): Promise<LoadResult> {
    const caller = await client();
    await until("a row of requests is answered", async () => {
      for (let i = 0; i < IN_A_ROW; i++) {
        if ((await caller.call("/api/v1/collections")).status !== 200) return false;
      }
      return true;
    });
    const load = new Load({
      url: `${base}/api/v1/collections`,
      ca: certificatesOf(await secret("tlsCertificate")),
      headers: { "x-api-key": await secret("apiKey") },
      perSecond: 20,
    });
    try {
      await load.reached(100);
      await upgrade({ ...both, activeSlot: slot });
      active = slot;
      await load.reached(load.count + 100);
    } finally {
      await load.stop();
    }
    return load.stop();
  }
  const pods = async () => {
    const running = await list("pods", namespace, "--field-selector", "status.phase=Running");
    return running.map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
  };

  beforeAll(async () => {
    port = await freeNodePort();
    const config = configOf("dev", { gateway: { publish: { port } } });
    base = `https://${config.gateway.publish.address}:${port}`;
    values = valuesOf(config);
    await kubectl(["create", "namespace", namespace]);
    await kubectl(["label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted"]);
    await helm(["install", release, chart, ...where, ...waited, "--values", fileOf(values)]);
  }, PATIENCE);
  afterAll(async () => {
    await tryHelm(["uninstall", release, ...where, "--ignore-not-found"]);
    await removeRemains(namespace);
  }, PATIENCE);

  it("has the nine collections, made by its own job", async () => {
    const found = await until("the collections are listed", async () => {
      const answer = await (await client()).call("/api/v1/collections");
      return answer.status === 200 && answer.json<{ collections: { name: string }[] }>().collections;
    });
    expect(found.map(({ name }) => name).sort()).toEqual(COLLECTIONS);
  });

  it("passes its own test", async () => {
    expect(await helm(["test", release, ...where, "--timeout", "10m"])).toMatch(/Phase:\s+Succeeded/);
  });

  it("starts no pod anew when nothing changes", async () => {
    const before = await pods();
    await upgrade({});
    expect(await pods()).toEqual(before);
  });

  it("moves the traffic without losing a request, and takes it back", async () => {
    const slots = values.slots as Record<string, Values>;
    const both = { slots: { ...slots, green: { ...slots.green, enabled: true } } };
    // A slot that does not run takes no traffic: first it has to be there.
    const early = await tryHelm([
      "upgrade",
      release,
      chart,
      ...where,
      "--values",
      fileOf({ ...values, activeSlot: "green" }),
    ]);
    expect(early.err).toContain("that slot does not run yet");
    await upgrade(both);
    // A machine without a free core fails its own health checks now and then; a switch that loses requests loses some each time.
    let result = await switched("green", both);
    for (const slot of ["blue", "green"]) {
      if (result.failed > 0) result = await switched(slot, both);
    }
    expect(result.failures).toEqual([]);
    expect(Object.keys(result.bySlot).sort()).toEqual(["blue", "green"]);
    await helm(["rollback", release, ...where, ...waited]);
    const other = active === "green" ? "blue" : "green";
    const answered = await until(`${other} answers again`, async () => {
      const { headers } = await (await client()).call("/api/v1/collections");
      return headers["x-slot"] === other && other;
    });
    expect(answered).toBe(other);
    expect((await podsOf(`api-${active}`, namespace)).length).toBeGreaterThan(0);
  });

  it("leaves nothing behind", async () => {
    await helm(["uninstall", release, ...where, "--wait", "--timeout", "15m"]);
    await until("no workload and no volume is left", async () => {
      const left = await list("deployments,statefulsets,pods,services,secrets,persistentvolumeclaims", namespace);
      return left.filter(({ metadata }) => !metadata.deletionTimestamp).length === 0;
    });
    await kubectl(["delete", "namespace", namespace, "--wait=false"]);
    await until("everything cluster-wide is gone", async () => (await remainsOf(namespace)).length === 0);
  });
});

/** One of the highest, where services that ask for no particular one seldom land. */
async function freeNodePort(): Promise<number> {
  const services = await list("services");
  const taken = new Set(
    services.flatMap(({ spec }) => (spec.ports ?? []).map((port: { nodePort?: number }) => port.nodePort)),
  );
  const free = Array.from({ length: 2000 }, (_, i) => 32_767 - i).filter((port) => !taken.has(port));
  return free[Math.floor(Math.random() * free.length)] ?? 32_767;
}
