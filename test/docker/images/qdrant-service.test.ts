import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bench } from "./container";
import { ask, client, qdrantUrl, READ_ONLY_KEY } from "./qdrant-server";

const NAME = `service-${process.pid}`;
const bench = new Bench();
let url: string;

beforeAll(async () => {
  url = await qdrantUrl(bench);
  await client(url).createCollection(NAME, { vectors: { size: 2, distance: "Dot" } });
});
afterAll(async () => {
  await client(url).deleteCollection(NAME);
  await bench.remove();
});

describe("keys", () => {
  it.each(["/", "/healthz", "/livez", "/readyz"])("%s is open to everybody", async (path) => {
    expect((await ask(url, "GET", path, { headers: {} })).status).toBe(200);
  });

  it.each(["/collections", "/metrics", "/telemetry"])("%s needs a key", async (path) => {
    expect((await ask(url, "GET", path, { headers: {} })).status).toBe(401);
    expect((await ask(url, "GET", path, { headers: { "api-key": "wrong" } })).status).toBe(401);
    expect((await ask(url, "GET", path)).status).toBe(200);
    const bearer = { authorization: `Bearer ${READ_ONLY_KEY}` };
    expect((await ask(url, "GET", path, { headers: bearer })).status).toBe(200);
  });

  it.each([
    ["PUT", "/collections/other", { vectors: { size: 2, distance: "Dot" } }],
    ["DELETE", `/collections/${NAME}`, undefined],
    ["PUT", `/collections/${NAME}/points?wait=true`, { points: [{ id: 1, vector: [1, 1] }] }],
    ["POST", `/collections/${NAME}/points/delete`, { points: [1] }],
    ["POST", `/collections/${NAME}/snapshots`, undefined],
  ])("the read-only key may not %s %s", async (method, path, body) => {
    const { status, error } = await ask(url, method, path, { body, headers: { "api-key": READ_ONLY_KEY } });
    expect(status).toBe(403);
    expect(error).toContain("access is required");
  });

  it("the read-only key may search and count", async () => {
    const reader = client(url, READ_ONLY_KEY);
    expect(await reader.count(NAME)).toEqual({ count: 0 });
    expect((await reader.query(NAME, { query: [1, 0] })).points).toEqual([]);
  });
});

describe("answers", () => {
  it("carry result, status and time", async () => {
    const { text } = await ask(url, "GET", `/collections/${NAME}/exists`);
    expect(JSON.parse(text)).toEqual({ result: { exists: true }, status: "ok", time: expect.any(Number) });
  });

  it.each([
    ["no such collection", "GET", "/collections/nowhere", undefined, 404, "`nowhere` doesn't exist"],
    ["a body that is no JSON", "POST", `/collections/${NAME}/points/count`, "{", 400, "Format error in JSON body"],
    ["a missing field", "POST", `/collections/${NAME}/points`, { with_payload: true }, 400, "ids"],
    ["a limit of 0", "POST", `/collections/${NAME}/points/query`, { query: [1, 1], limit: 0 }, 422, "limit"],
    ["a wrong size", "POST", `/collections/${NAME}/points/query`, { query: [1] }, 400, "expected dim: 2, got 1"],
    ["a wrong id", "POST", `/collections/${NAME}/points`, { ids: ["x"] }, 400, "valid point ID"],
    ["an unknown vector name", "POST", `/collections/${NAME}/points/query`, { query: [1, 1], using: "x" }, 400, "x"],
  ])("say what is wrong: %s", async (_case, method, path, body, status, message) => {
    const answer = await ask(url, method, path, { body });
    expect([answer.status, answer.error]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe("/metrics", () => {
  it("has the names that alerts and dashboards ask for", async () => {
    await client(url).upsert(NAME, { wait: true, points: [{ id: 1, vector: [1, 1] }] });
    const { text } = await ask(url, "GET", "/metrics");
    expect(text).toMatch(/^app_info\{.*version="1\.\d+\.\d+".*\} 1/m);
    expect(text).toMatch(/^collections_total [1-9]/m);
    expect(text).toMatch(new RegExp(`^collection_points\\{.*"${NAME}".*\\} 1`, "m"));
    expect(text).toMatch(new RegExp(`^collection_vectors\\{.*"${NAME}".*\\} 1`, "m"));
    expect(text).toMatch(/^collection_dead_replicas.* 0/m);
    const put = `method="PUT"|endpoint="/collections/\\{name\\}/points"|status="200"`;
    expect(text).toMatch(new RegExp(`^rest_responses_total\\{(?:(?:${put}),?){3}\\} [1-9]`, "m"));
    expect(text).toMatch(/^rest_responses_duration_seconds_bucket\{/m);
  });
});
