import { readFileSync } from "node:fs";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlatformOutputs } from "../../stacks/outputs";
import { Client } from "../support/client";
import { Load } from "../support/load";
import { cisFindings } from "./support/cis";
import { Deployment } from "./support/deployment";

type Plain<T> = { readonly [K in keyof T]: T[K] extends { readonly apply: unknown } ? string : T[K] };

const MINUTES = 60_000;
const STACK = `test-${process.pid}`;
const PREFIX = `vector-platform-${STACK}`;
/** Ports of their own, so that a developer's stack may run beside the test. */
const PUBLISH = { address: "127.0.0.1", port: 18443 };
const OPERATOR = { address: "127.0.0.1", port: 19443 };

const PLANTED: Readonly<Record<string, string>> = {
  "apiKeys.tester": "planted-api-key-of-tester",
  operatorKey: "planted-operator-key",
  qdrantApiKey: "planted-qdrant-api-key",
  qdrantReadOnlyKey: "planted-qdrant-read-only-key",
  redisPassword: "planted-redis-password",
  postgresPassword: "planted-postgres-password",
  grafanaPassword: "planted-grafana-password",
};

const docker = new Docker();
const deployment = new Deployment(STACK, {
  environment: "development",
  gateway: { publish: PUBLISH, operator: OPERATOR },
  slots: { blue: { version: "1.0.0" }, green: { enabled: false, version: "1.1.0" } },
});
const printed: string[] = [];
let outputs: Plain<PlatformOutputs>;
let user: Client;

async function up(...args: string[]): Promise<number> {
  printed.push(await deployment.pulumi(["up", "--yes", ...args]));
  return deployment.lastChanges();
}

async function containers() {
  const all = await docker.listContainers({ all: true, filters: { label: [`vector-platform.stack=${PREFIX}`] } });
  return Promise.all(all.map(({ Id }) => docker.getContainer(Id).inspect()));
}

describe("the platform on Docker", () => {
  beforeAll(async () => {
    await deployment.create();
    for (const [key, value] of Object.entries(PLANTED)) await deployment.set(key, value, "--secret");
    printed.push(await deployment.pulumi(["preview"]));
    const began = performance.now();
    await up();
    console.log(`first up: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    outputs = await deployment.outputs();
    user = new Client(outputs.endpoints.public, outputs.certificate, { "x-api-key": PLANTED["apiKeys.tester"] ?? "" });
  }, 8 * MINUTES);

  afterAll(async () => {
    await deployment.remove();
  }, 3 * MINUTES);

  it(
    "changes nothing the second time",
    async () => {
      expect(await up("--refresh")).toBe(0);
    },
    MINUTES,
  );

  describe("through the gateway", () => {
    const points = "/api/v1/collections/general/points";

    it(
      "embeds, upserts, searches and deletes",
      async () => {
        const texts = ["a cat sleeps on the sofa", "the stock market fell today", "kittens like warm places"];
        const upserted = await user.post(
          points,
          { points: texts.map((text) => ({ text, payload: { text, source: "smoke" } })) },
          "PUT",
        );
        expect(upserted.status).toBe(200);
        const { ids } = upserted.json<{ ids: (string | number)[] }>();
        const found = await user.post("/api/v1/collections/general/search", {
          text: "where do cats rest?",
          limit: 2,
          withPayload: true,
        });
        expect(found.status).toBe(200);
        expect(found.text).toContain("kittens");
        expect(found.text).toContain("sofa");
        expect(found.text).not.toContain("stock market");
        expect((await user.post(points, { ids }, "DELETE")).status).toBe(204);
      },
      MINUTES,
    );

    it("names version and slot in every answer", async () => {
      const { headers } = await user.call("/api/v1/collections");
      expect([headers["x-version"], headers["x-slot"]]).toEqual(["1.0.0", "blue"]);
    });

    it("answers health over REST and GraphQL, with the database within its limit", async () => {
      expect((await user.call("/health")).json<{ status: string }>().status).toBe("ok");
      const graph = await user.post("/graphql", { query: "{ health { status version slot } }" });
      expect(graph.json()).toEqual({ data: { health: { status: "ok", version: "1.0.0", slot: "blue" } } });
    });

    it("finds all nine models healthy", async () => {
      const names = ["mixtral", "hermes", "openchat", "phi3", "yi34b", "deepcoder", "imp", "deepseek", "general"];
      const answers = await Promise.all(names.map((name) => user.call(`/api/v1/models/${name}/health`)));
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    });

    it("turns away who has no key or a wrong one, and what is not routed", async () => {
      expect((await user.with({}).call("/api/v1/collections")).status).toBe(401);
      expect((await user.with({ "x-api-key": "planted-but-wrong-key" }).call("/api/v1/collections")).status).toBe(401);
      expect((await user.call("/metrics")).status).toBe(404);
    });

    it("opens the dashboards to operators alone", async () => {
      const operator = new Client(outputs.endpoints.operator, outputs.certificate, {
        "x-operator-key": PLANTED.operatorKey ?? "",
      });
      expect((await operator.with({}).call("/prometheus/-/ready")).status).toBe(401);
      expect((await operator.call("/prometheus/-/ready")).status).toBe(200);
      expect((await operator.call("/alertmanager/-/ready")).status).toBe(200);
    });

    it(
      "has every scrape target up",
      async () => {
        const operator = new Client(outputs.endpoints.operator, outputs.certificate, {
          "x-operator-key": PLANTED.operatorKey ?? "",
        });
        const down = async () => {
          const { data } = (await operator.call("/prometheus/api/v1/targets")).json<{
            data: { activeTargets: Target[] };
          }>();
          return data.activeTargets
            .filter(({ health }) => health !== "up")
            .map(({ labels, lastError }) => `${labels.job}: ${lastError}`);
        };
        await expect.poll(down, { timeout: MINUTES, interval: 1000 }).toEqual([]);
      },
      2 * MINUTES,
    );
  });

  it("satisfies the CIS items in every container", async () => {
    const findings = (await containers()).flatMap((container) => cisFindings(container));
    expect(findings).toEqual([]);
  });

  it("shows no secret in previews, logs, listings or state", async () => {
    const all = await containers();
    const logs = await Promise.all(all.map(({ Id }) => docker.getContainer(Id).logs({ stdout: true, stderr: true })));
    const shown = {
      output: printed.join("\n"),
      listings: JSON.stringify(all),
      logs: logs.map(String).join("\n"),
      state: readFileSync(deployment.stateFile, "utf8"),
    };
    for (const text of Object.values(shown)) {
      for (const [name, secret] of Object.entries(PLANTED)) expect(text.includes(secret), name).toBe(false);
    }
    // The keys are in use, so the search above looked for the right values.
    expect((await user.call("/api/v1/collections")).status).toBe(200);
  });

  describe("one config value later", () => {
    it(
      "limits the rate of a client",
      async () => {
        await deployment.set("gateway.rateLimit.requestsPerSecond", "5");
        await deployment.set("gateway.rateLimit.burst", "5");
        await up();
        const answers = await Promise.all(Array.from({ length: 40 }, () => user.call("/api/v1/collections")));
        const limited = answers.filter(({ status }) => status === 429);
        expect(limited.length).toBeGreaterThan(0);
        expect(limited[0]?.headers["retry-after"]).toBeDefined();
      },
      MINUTES,
    );

    it(
      "lets in only who is on the allowlist",
      async () => {
        await deployment.pulumi(["config", "rm", "--path", "vector-platform:gateway.rateLimit"]);
        await deployment.set("gateway.allowlist[0]", "10.99.0.0/16");
        await up();
        expect((await user.call("/api/v1/collections")).status).toBe(403);
        await deployment.pulumi(["config", "rm", "--path", "vector-platform:gateway.allowlist"]);
      },
      MINUTES,
    );

    it(
      "says what is going on during maintenance, and lets operators pass",
      async () => {
        await deployment.set("maintenance", "true");
        await deployment.set("maintenanceMessage", "Back at noon");
        await up();
        const closed = await user.call("/api/v1/collections");
        expect([closed.status, closed.text.includes("Back at noon")]).toEqual([503, true]);
        const operator = user.with({ "x-operator-key": PLANTED.operatorKey ?? "" });
        expect((await operator.call("/api/v1/collections")).status).toBe(200);
        await deployment.set("maintenance", "false");
        await up();
        expect((await user.call("/api/v1/collections")).status).toBe(200);
      },
      2 * MINUTES,
    );
  });

  describe("blue/green", () => {
    it(
      "brings the idle slot up without touching the active one, and shows it to operators first",
      async () => {
        const startedAt = async () => (await docker.getContainer(`${PREFIX}-api-blue`).inspect()).State.StartedAt;
        const before = await startedAt();
        await deployment.set("slots.green.enabled", "true");
        await up();
        expect(await startedAt()).toBe(before);
        expect((await user.call("/api/v1/collections")).headers["x-slot"]).toBe("blue");
        const preview = user.with({ "x-operator-key": PLANTED.operatorKey ?? "", "x-slot": "green" });
        const { headers } = await preview.call("/api/v1/collections");
        expect([headers["x-slot"], headers["x-version"]]).toEqual(["green", "1.1.0"]);
      },
      3 * MINUTES,
    );

    it(
      "moves the traffic with the flag: 0 of at least 10 000 requests fail at 200 a second",
      async () => {
        const load = new Load({
          url: `${outputs.endpoints.public}/api/v1/collections/general/search`,
          method: "POST",
          body: JSON.stringify({ text: "where do cats rest?", limit: 1 }),
          ca: outputs.certificate,
          headers: { "x-api-key": PLANTED["apiKeys.tester"] ?? "", "content-type": "application/json" },
          perSecond: 200,
        });
        await expect.poll(() => load.count, { timeout: MINUTES, interval: 100 }).toBeGreaterThan(3000);
        await deployment.set("activeSlot", "green");
        const began = performance.now();
        await up();
        await expect.poll(() => load.count, { timeout: 2 * MINUTES, interval: 100 }).toBeGreaterThanOrEqual(10_000);
        const result = await load.stop();
        const seconds = (((result.firstAnswer.green ?? Number.NaN) - began) / 1000).toFixed(1);
        console.log(
          `flip under load: first answer of green ${seconds} s after \`pulumi up\` began; ${JSON.stringify(result)}`,
        );
        expect(result.failures).toEqual([]);
        expect(result.bySlot.blue).toBeGreaterThan(3000);
        expect(result.bySlot.green).toBeGreaterThan(1000);
        expect((await user.call("/api/v1/collections")).headers["x-slot"]).toBe("green");
      },
      4 * MINUTES,
    );
  });

  describe("what was changed by hand", () => {
    it(
      "shows a collection that lost an index, and puts it back",
      async () => {
        const operator = new Client(outputs.endpoints.operator, outputs.certificate, {
          "x-operator-key": PLANTED.operatorKey ?? "",
          "api-key": PLANTED.qdrantApiKey ?? "",
        });
        const dropped = await operator.call("/qdrant/collections/general/index/source?wait=true", { method: "DELETE" });
        expect(dropped.status).toBe(200);
        const check = await deployment.tryPulumi(["refresh", "--preview-only", "--expect-no-changes"]);
        expect(check.code).not.toBe(0);
        expect(check.output).toContain("collections-general");
        await up("--refresh");
        const info = (await operator.call("/qdrant/collections/general")).json<{
          result: { payload_schema: object };
        }>();
        expect(Object.keys(info.result.payload_schema)).toContain("source");
      },
      2 * MINUTES,
    );

    it(
      "repairs a container that was removed",
      async () => {
        await docker.getContainer(`${PREFIX}-redis`).remove({ force: true });
        await up("--refresh");
        expect((await docker.getContainer(`${PREFIX}-redis`).inspect()).State.Running).toBe(true);
        expect((await user.call("/api/v1/collections")).status).toBe(200);
        expect(await up("--refresh")).toBe(0);
      },
      3 * MINUTES,
    );
  });

  it(
    "leaves nothing behind when it is destroyed",
    async () => {
      await deployment.pulumi(["destroy", "--yes", "--refresh"]);
      expect(await containers()).toEqual([]);
      const networks = await docker.listNetworks({ filters: { name: [PREFIX] } });
      const { Volumes } = await docker.listVolumes({ filters: { name: [PREFIX] } });
      expect([...networks.map(({ Name }) => Name), ...Volumes.map(({ Name }) => Name)]).toEqual([]);
    },
    3 * MINUTES,
  );
});

interface Target {
  readonly health: string;
  readonly labels: { readonly job: string };
  readonly lastError: string;
}
