import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operatorCases } from "./platform/operator-cases";
import { releaseCases } from "./platform/release-cases";
import { MINUTES, PLANTED, type PlatformUnderTest, World } from "./platform/world";

export { MINUTES, PLANTED, type PlatformUnderTest, World } from "./platform/world";

/** What the whole platform must do wherever it runs. The cases follow on each other, as the days of a stack do. */
export function platformSuite(platform: PlatformUnderTest): void {
  const world = new World(platform);

  describe(`the platform on ${platform.name}`, () => {
    beforeAll(async () => {
      await world.create();
    }, 30 * MINUTES);

    afterAll(async () => {
      await world.remove();
    }, 30 * MINUTES);

    it(
      "changes nothing the second time",
      async () => {
        expect(await world.up("--refresh")).toBe(0);
      },
      30 * MINUTES,
    );

    describe("through the gateway", () => userCases(world));
    describe("for operators", () => operatorCases(world));
    it("shows no secret in previews, logs, listings or state", () => shownSecrets(world), 5 * MINUTES);
    platform.cases?.beforeRelease?.(world);
    describe("blue/green", () => releaseCases(world));
    platform.cases?.afterRelease?.(world);

    it(
      "leaves nothing behind when it is destroyed",
      async () => {
        await world.deployment.pulumi(["destroy", "--yes", "--refresh"]);
        await expect.poll(() => platform.remains(), { timeout: 5 * MINUTES, interval: 2000 }).toEqual([]);
      },
      30 * MINUTES,
    );
  });
}

function userCases(world: World): void {
  const points = "/api/v1/collections/general/points";

  it(
    "embeds, upserts, searches and deletes",
    async () => {
      const texts = ["a cat sleeps on the sofa", "the stock market fell today", "kittens like warm places"];
      const body = { points: texts.map((text) => ({ text, payload: { text, source: "smoke" } })) };
      const upserted = await world.user.post(points, body, "PUT");
      expect(upserted.status).toBe(200);
      const { ids } = upserted.json<{ ids: (string | number)[] }>();
      const query = { text: "where do cats rest?", limit: 2, withPayload: true };
      const found = await world.user.post("/api/v1/collections/general/search", query);
      expect(found.status).toBe(200);
      expect(found.text).toContain("kittens");
      expect(found.text).toContain("sofa");
      expect(found.text).not.toContain("stock market");
      expect((await world.user.post(points, { ids }, "DELETE")).status).toBe(204);
    },
    5 * MINUTES,
  );

  it("names version and slot in every answer", async () => {
    const { headers } = await world.user.call("/api/v1/collections");
    expect([headers["x-version"], headers["x-slot"]]).toEqual(["1.0.0", "blue"]);
  });

  it(
    "answers health over REST and GraphQL",
    async () => {
      const status = async () => (await world.user.call("/health")).json<{ status: string }>().status;
      // A dependency that took longer than its limit a moment ago makes it "degraded" until the next look.
      await expect.poll(status, { timeout: 2 * MINUTES, interval: 1000 }).toBe("ok");
      const graph = async () =>
        (await world.user.post("/graphql", { query: "{ health { status version slot } }" })).json();
      await expect
        .poll(graph, { timeout: 2 * MINUTES, interval: 1000 })
        .toEqual({ data: { health: { status: "ok", version: "1.0.0", slot: "blue" } } });
    },
    5 * MINUTES,
  );

  it(
    "finds all nine models healthy",
    async () => {
      const names = ["mixtral", "hermes", "openchat", "phi3", "yi34b", "deepcoder", "imp", "deepseek", "general"];
      const unhealthy = async () => {
        const answers = await Promise.all(names.map((name) => world.user.call(`/api/v1/models/${name}/health`)));
        return answers.filter(({ status }) => status !== 200).map(({ text }) => text);
      };
      await expect.poll(unhealthy, { timeout: 2 * MINUTES, interval: 1000 }).toEqual([]);
    },
    5 * MINUTES,
  );

  it("turns away who has no key or a wrong one, and what is not routed", async () => {
    expect((await world.user.with({}).call("/api/v1/collections")).status).toBe(401);
    const wrong = world.user.with({ "x-api-key": "planted-but-wrong-key" });
    expect((await wrong.call("/api/v1/collections")).status).toBe(401);
    expect((await world.user.call("/metrics")).status).toBe(404);
  });
}

async function shownSecrets(world: World): Promise<void> {
  const shown = {
    ...(await world.platform.shown()),
    output: world.printed.join("\n"),
    state: readFileSync(world.deployment.stateFile, "utf8"),
  };
  for (const [place, text] of Object.entries(shown)) {
    expect(text.length, place).toBeGreaterThan(0);
    for (const [name, secret] of Object.entries(PLANTED))
      expect(text.includes(secret), `${name} in ${place}`).toBe(false);
  }
  // The keys are in use, so the search above looked for the right values.
  expect((await world.user.call("/api/v1/collections")).status).toBe(200);
}
