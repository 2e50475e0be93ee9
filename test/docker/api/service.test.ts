import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, eventually } from "./support/docker";
import { SECRETS, World } from "./support/world";

const world = new World();
let name: string;
let url: string;

beforeAll(async () => {
  await world.start();
  name = await world.api();
  url = await world.ready(name);
});

afterAll(() => world.stop());

async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith("{") ? JSON.parse(text) : {},
  };
}

const find = (text: string) => ask("POST", "/api/v1/collections/mixtral/search", { text, limit: 1 });

/** The overall state and the names of what is down. */
async function health(): Promise<readonly [number, string, readonly string[]]> {
  const { status, json } = await ask("GET", "/health");
  const dependencies = json.dependencies as { name: string; status: string }[];
  return [status, json.status, dependencies.filter((each) => each.status !== "up").map((each) => each.name)];
}

const becomes = (...expected: readonly [number, string, readonly string[]]) =>
  eventually(`health is ${expected}`, async () => expect(await health()).toEqual(expected));

describe("with everything up", () => {
  it("is whole", async () => {
    await becomes(200, "ok", []);
    const { headers } = await ask("GET", "/livez");
    expect([headers.get("x-slot"), headers.get("x-version")]).toEqual(["blue", "1.0.0-test"]);
    expect((await ask("GET", "/health/db")).json).toMatchObject({ status: "ok", limitMs: 50 });
    expect((await ask("GET", "/api/v1/models/mixtral/health")).json).toMatchObject({ status: "healthy" });
    const query = "{ health { status slot } models { name status } }";
    expect((await ask("POST", "/graphql", { query })).json.data.health).toEqual({ status: "ok", slot: "blue" });
  });

  it("stores, finds and forgets by text, with the cache in Redis", async () => {
    const points = [
      { id: 1, text: "abba", payload: { n: 1 } },
      { id: 2, text: "xyz" },
    ];
    expect((await ask("PUT", "/api/v1/collections/mixtral/points", { points })).json.ids).toEqual([1, 2]);
    expect((await find("baab")).json).toMatchObject({ hits: [{ id: 1, payload: { n: 1 } }], cached: false });
    expect((await eventually("cached", async () => requireCached(await find("baab")))).json.hits[0].id).toBe(1);
    expect((await ask("DELETE", "/api/v1/collections/mixtral/points", { ids: [1] })).status).toBe(204);
    expect((await find("baab")).json.hits[0].id).toBe(2);
  });

  it("writes every request to Postgres, and tells Prometheus about it", async () => {
    await eventually("rows", async () => {
      const rows = await world.sql(
        "SELECT count(*) > 0 FROM request_log WHERE collection = 'mixtral' AND status = 204",
      );
      expect(rows).toBe("t");
    });
    const { text } = await ask("GET", "/metrics");
    expect(text).toContain('dependency_up{dependency="redis"} 1');
    expect(text).toMatch(/request_log_written_total [1-9]/);
  });

  it("shows no secret in its listing or its output", async () => {
    const seen = (await docker("inspect", name)) + (await docker("logs", name));
    for (const secret of SECRETS) expect(seen).not.toContain(secret);
  });
});

describe("with something down (F33)", () => {
  it("answers without Redis, says so, and recovers by itself", async () => {
    await docker("stop", "-t", "1", world.container("redis"));
    await becomes(200, "degraded", ["redis"]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => find("xyz")));
    expect(answers.every(({ status, json }) => status === 200 && json.cached === false)).toBe(true);
    await docker("start", world.container("redis"));
    await becomes(200, "ok", []);
  });

  it("is held up by a hanging Redis no longer than its time limit", async () => {
    await docker("pause", world.container("redis"));
    const started = performance.now();
    expect((await find("zyx")).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(2000);
    await docker("unpause", world.container("redis"));
    await becomes(200, "ok", []);
  });

  it("answers without Postgres, and writes afterwards what it held", async () => {
    await docker("stop", "-t", "5", world.container("postgres"));
    await becomes(200, "degraded", ["postgres"]);
    expect((await ask("GET", "/health/db")).status).toBe(503);
    await ask("GET", "/held-until-later");
    await docker("start", world.container("postgres"));
    await becomes(200, "ok", []);
    const held = "SELECT count(*) FROM request_log WHERE route = 'unmatched'";
    await eventually("the held row", async () => expect(await world.sql(held)).toBe("1"));
  });

  it("takes no traffic without Qdrant", async () => {
    world.neighbours.store.failure = new Error("away");
    await becomes(503, "unavailable", ["qdrant"]);
    expect((await ask("GET", "/livez")).status).toBe(200);
    expect((await find("xy")).status).toBe(503);
    world.neighbours.store.failure = undefined;
    await becomes(200, "ok", []);
  });
});

function requireCached<T extends { json: { cached: boolean } }>(answer: T): T {
  expect(answer.json.cached).toBe(true);
  return answer;
}
