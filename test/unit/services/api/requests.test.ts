import { describe, expect, it } from "vitest";
import { testApp } from "./support/test-app";

const POINTS = "/api/v1/collections/mixtral/points";
const SEARCH = "/api/v1/collections/mixtral/search";

describe("a request that cannot be answered", () => {
  it.each([
    ["an unknown property", SEARCH, { text: "a", lmit: 3 }, 'unknown property "lmit"', "body"],
    ["a number as text", SEARCH, { text: "a", limit: "3" }, "must be integer", "body.limit"],
    ["too many results", SEARCH, { text: "a", limit: 101 }, "must be <= 100", "body.limit"],
    ["neither text nor vector", SEARCH, {}, 'give either "text" or "vector"', "body"],
    ["both text and vector", SEARCH, { text: "a", vector: [1, 2, 3] }, 'give either "text" or "vector"', "body"],
    ["an unknown filter clause", SEARCH, { text: "a", filter: { most: [] } }, 'unknown property "most"', "body.filter"],
    ["no points", POINTS, {}, '"points" is missing', "body"],
    ["a point without content", POINTS, { points: [{ id: 1 }] }, 'give either "text" or "vector"', "body.points[0]"],
    ["an id that is no UUID", POINTS, { points: [{ id: "x", text: "a" }] }, "must be integer", "body.points[0].id"],
    [
      "a vector with a word in it",
      POINTS,
      { points: [{ vector: ["x"] }] },
      "must be number",
      "body.points[0].vector[0]",
    ],
  ])("tells of %s where it is", async (_what, url, payload, message, path) => {
    const { app } = await testApp();
    const answer = await app.inject({ method: "POST", url, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toMatchObject({ code: "invalid_request", message, path });
  });

  it("takes a deletion by ids or by filter, not by both", async () => {
    const { app } = await testApp();
    const payload = { ids: [1], filter: { must: [] } };
    expect((await app.inject({ method: "DELETE", url: POINTS, payload })).statusCode).toBe(400);
  });

  it("answers 413 above the body limit, 415 to other formats, 400 to broken JSON", async () => {
    const { app } = await testApp();
    const large = await app.inject({ method: "POST", url: SEARCH, payload: { text: "x".repeat(2 ** 20) } });
    expect([large.statusCode, large.json().error.code]).toEqual([413, "too_large"]);
    const send = (type: string, body: string) =>
      app.inject({ method: "POST", url: SEARCH, headers: { "content-type": type }, body });
    expect((await send("text/xml", "<a/>")).json().error.code).toBe("unsupported_media_type");
    const broken = await send("application/json", "{");
    expect([broken.statusCode, broken.json().error.code]).toEqual([400, "invalid_request"]);
  });

  it("is a JSON error on an unknown path too, with the headers of every answer", async () => {
    const { app } = await testApp();
    const answer = await app.inject({ url: "/nothing", headers: { "x-request-id": "abc-1" } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "not_found"]);
    expect(answer.headers).toMatchObject({ "x-version": "1.2.3", "x-slot": "blue", "x-request-id": "abc-1" });
  });

  it("makes an id of its own instead of one that could break a log line", async () => {
    const { app } = await testApp();
    const answer = await app.inject({ url: "/livez", headers: { "x-request-id": 'a" b' } });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("gives up after the request timeout", async () => {
    const { app, store } = await testApp({ requestTimeoutSeconds: 0.1 });
    store.search = () => new Promise(() => undefined);
    const answer = await app.inject({ method: "POST", url: SEARCH, payload: { vector: [1, 2, 3] } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([504, "timeout"]);
  });

  it("hides what went wrong inside", async () => {
    const { app, store } = await testApp();
    store.failure = new Error("password=hunter2");
    const answer = await app.inject({ method: "POST", url: SEARCH, payload: { vector: [1, 2, 3] } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, "internal"]);
    expect(answer.body).not.toContain("hunter2");
  });
});

describe("figures", () => {
  it("count users' requests by route, never by address, and leave out probes", async () => {
    const { app, records } = await testApp();
    await app.inject({ method: "POST", url: SEARCH, payload: { vector: [1, 2, 3] } });
    await app.inject("/secret/abc");
    await app.inject("/health");
    const { body } = await app.inject("/metrics");
    expect(body).toContain(
      'http_requests_total{method="POST",route="/api/v1/collections/:name/search",status="200"} 1',
    );
    expect(body).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 1');
    expect(body).toContain(
      'http_request_duration_seconds_count{method="POST",route="/api/v1/collections/:name/search"} 1',
    );
    expect(body).toContain('build_info{version="1.2.3",slot="blue"} 1');
    expect(body).toContain('cache_misses_total{cache="search"} 1');
    expect(body).not.toMatch(/abc|route="\/health"/);
    expect(records.map((record) => [record.route, record.collection, record.status])).toEqual([
      ["/api/v1/collections/:name/search", "mixtral", 200],
      ["unmatched", undefined, 404],
    ]);
  });

  it("return to no request in flight", async () => {
    const { app, drain } = await testApp();
    await Promise.all([app.inject("/livez"), app.inject("/nothing")]);
    expect(drain.inFlight).toBe(0);
  });
});
