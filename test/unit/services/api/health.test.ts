import { describe, expect, it } from "vitest";
import { readiness } from "../../../../services/api/src/dependencies/dependency";
import { ALL_UP, down, testApp } from "./support/test-app";

describe("readiness", () => {
  it.each([
    ["ok", ALL_UP, false],
    ["degraded", down("redis"), false],
    ["degraded", down("redis", "postgres", "embedding"), false],
    ["unavailable", down("qdrant"), false],
    ["unavailable", down("qdrant", "redis"), false],
    ["draining", ALL_UP, true],
    ["draining", down("qdrant"), true],
    ["starting", ALL_UP.map((status) => ({ ...status, status: "unknown" as const })), false],
  ] as const)("is %s", (expected, statuses, draining) => {
    expect(readiness(statuses, draining)).toBe(expected);
  });
});

describe("GET /health", () => {
  it("is 200 while it can serve, 503 without Qdrant", async () => {
    const { app, state } = await testApp();
    const seen: unknown[] = [];
    for (const statuses of [ALL_UP, down("redis"), down("postgres"), down("qdrant")]) {
      state.statuses = statuses;
      const answer = await app.inject("/health");
      seen.push([answer.statusCode, answer.json().status]);
    }
    expect(seen).toEqual([
      [200, "ok"],
      [200, "degraded"],
      [200, "degraded"],
      [503, "unavailable"],
    ]);
  });

  it("turns 503 the moment draining begins, while requests are served and end their connections", async () => {
    const { app, drain } = await testApp();
    expect((await app.inject("/health")).headers.connection).toBe("keep-alive");
    drain.begin();
    const health = await app.inject("/health");
    expect([health.statusCode, health.json().status]).toEqual([503, "draining"]);
    const served = await app.inject("/api/v1/collections");
    expect([served.statusCode, served.headers.connection]).toEqual([200, "close"]);
    expect((await app.inject("/livez")).statusCode).toBe(200);
  });
});

describe("GET /health/db", () => {
  it.each([
    [12.345, "ok"],
    [50, "slow"],
  ])("measures %d ms as %s", async (latency, status) => {
    const { app } = await testApp({ ping: async () => latency });
    expect((await app.inject("/health/db")).json()).toEqual({
      status,
      latencyMs: Math.round(latency * 100) / 100,
      limitMs: 50,
    });
  });

  it("is 503 with a word of why when the database is away", async () => {
    const { app } = await testApp({
      ping: () =>
        Promise.reject(Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" })),
    });
    const answer = await app.inject("/health/db");
    expect([answer.statusCode, answer.json().reason]).toEqual([503, "ECONNREFUSED"]);
    expect(answer.body).not.toContain("10.0.0.7");
  });
});

describe("GET /api/v1/models/:name/health", () => {
  const declared = [
    { name: "mixtral", dimensions: 3 },
    { name: "wide", dimensions: 4 },
    { name: "hermes", dimensions: 3 },
  ];
  const url = (name: string) => `/api/v1/models/${name}/health`;

  it("is healthy with the collection as declared", async () => {
    const { app } = await testApp({ declared });
    const answer = await app.inject(url("mixtral"));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      model: "mixtral",
      status: "healthy",
      collection: { exists: true, points: 0 },
      dimensions: { expected: 3, actual: 3 },
      embedding: "up",
      text: { supported: true },
    });
  });

  it("is healthy, by vector only, where the collection is of another model", async () => {
    const { app } = await testApp({ declared });
    expect((await app.inject(url("wide"))).json()).toMatchObject({
      status: "healthy",
      text: { supported: false, reason: 'collection "wide" holds vectors of 4 dimensions, not 3' },
    });
  });

  it("is unhealthy without its collection, with another size, or without embedding", async () => {
    const { app, state } = await testApp({ declared });
    const missing = await app.inject(url("hermes"));
    expect([missing.statusCode, missing.json().collection.exists]).toEqual([503, false]);
    state.statuses = down("embedding");
    expect((await app.inject(url("mixtral"))).statusCode).toBe(503);
    const other = await testApp({ declared: [{ name: "mixtral", dimensions: 768 }] });
    expect((await other.app.inject(url("mixtral"))).json().dimensions).toEqual({ expected: 768, actual: 3 });
  });

  it("lists the models there are when one is not", async () => {
    const { app } = await testApp({ declared });
    const answer = await app.inject(url("nobody"));
    expect([answer.statusCode, answer.json().error.hint]).toEqual([404, "there are: mixtral, wide, hermes"]);
  });
});

describe("POST /graphql", () => {
  const ask = async (query: string) => {
    const { app } = await testApp();
    return app.inject({ method: "POST", url: "/graphql", payload: { query } });
  };

  it("tells the health of the server and of every model", async () => {
    const answer = await ask(
      "{ health { status version slot dependencies { name status latencyMs } } models { name status } }",
    );
    expect(answer.json()).toEqual({
      data: {
        health: {
          status: "ok",
          version: "1.2.3",
          slot: "blue",
          dependencies: ALL_UP.map(({ name, status, latencyMs }) => ({ name, status, latencyMs })),
        },
        models: [{ name: "mixtral", status: "healthy" }],
      },
    });
  });

  it.each([
    ["introspection", "{ __schema { types { name } } }", "introspection"],
    ["an unknown field", "{ health { secrets } }", 'Cannot query field "secrets"'],
    ["a mutation", "mutation { drop }", "not configured to execute mutation"],
  ])("refuses %s", async (_what, query, saying) => {
    const answer = await ask(query);
    expect(answer.json().data).toBeNull();
    expect(answer.body).toContain(JSON.stringify(saying).slice(1, -1));
  });

  it("refuses a long question", async () => {
    expect((await ask(`{ ${"health { status } ".repeat(300)} }`)).statusCode).toBe(400);
  });
});
