import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "./support/client";
import { API_KEY, Haproxy, OPERATOR_KEY } from "./support/haproxy";
import { Upstream } from "./support/upstream";

const byHeader = { "x-operator-key": OPERATOR_KEY };
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

describe("the operator entry", () => {
  let qdrant: Upstream;
  let prometheus: Upstream;
  let haproxy: Haproxy;
  let client: Client;

  beforeAll(async () => {
    qdrant = await Upstream.start("qdrant");
    prometheus = await Upstream.start("prometheus");
    haproxy = await Haproxy.start({
      slots: { blue: { address: qdrant.address } },
      activeSlot: "blue",
      canaryWeight: 0,
      operatorRoutes: [
        { name: "qdrant", prefix: "/qdrant/", address: qdrant.address, stripPrefix: true },
        { name: "prometheus", prefix: "/prometheus/", address: prometheus.address },
      ],
    });
    client = new Client(haproxy.operatorUrl, haproxy.site.ca);
  });

  afterAll(async () => {
    await client?.close();
    await haproxy?.stop();
    await qdrant?.stop();
    await prometheus?.stop();
  });

  const ask = (path: string, headers: Record<string, string>, method = "GET") => client.send(path, { method, headers });

  it.each([
    ["nothing", {}],
    ["a wrong key", { "x-operator-key": "wrong" }],
    ["an API key", { "x-operator-key": API_KEY }],
    ["a wrong password", basic("operator", "wrong")],
    ["the key under another user", basic("admin", OPERATOR_KEY)],
  ])("asks a browser for the key when shown %s", async (_, headers) => {
    const answer = await ask("/qdrant/collections", headers);
    expect([answer.status, answer.error.code]).toEqual([401, "operator_key_required"]);
    expect(answer.headers.get("www-authenticate")).toContain('Basic realm="operator"');
  });

  it("strips the prefix for Qdrant and leaves Qdrant's own key alone", async () => {
    const { seen } = await ask("/qdrant/collections/general?wait=true", { ...byHeader, "api-key": "qdrants-own" });
    expect([seen.name, seen.url]).toEqual(["qdrant", "/collections/general?wait=true"]);
    expect(seen.headers).toMatchObject({ "api-key": "qdrants-own", "x-forwarded-prefix": "/qdrant" });
    expect(JSON.stringify(seen.headers)).not.toContain("planted");
  });

  it("keeps the prefix for services that know it", async () => {
    expect((await ask("/prometheus/graph", byHeader)).seen.url).toBe("/prometheus/graph");
  });

  it("opens in a browser with the key as the password, which the service never sees", async () => {
    const { status, seen } = await ask("/prometheus/graph", basic("operator", OPERATOR_KEY));
    expect(status).toBe(200);
    expect(seen.headers.authorization).toBeUndefined();
  });

  it("leaves an authorization of the service's own in place beside the header", async () => {
    const { seen } = await ask("/prometheus/graph", { ...byHeader, authorization: "Bearer theirs" });
    expect(seen.headers.authorization).toBe("Bearer theirs");
  });

  it("lets no other site use a browser's password to change something", async () => {
    const browser = { ...basic("operator", OPERATOR_KEY), "sec-fetch-site": "cross-site" };
    expect((await ask("/qdrant/collections/general", browser, "DELETE")).status).toBe(403);
    expect((await ask("/prometheus/graph", browser)).status).toBe(200);
  });

  it("completes a prefix without its slash", async () => {
    const answer = await ask("/prometheus", byHeader);
    expect([answer.status, answer.headers.get("location")]).toEqual([308, "/prometheus/"]);
  });

  it.each(["/grafana/", "/", "/api/v1/search", "/metrics"])(
    "has nothing at %s and says what there is",
    async (path) => {
      const answer = await ask(path, byHeader);
      expect([answer.status, answer.error.message]).toEqual([404, "Services here: /qdrant/ /prometheus/."]);
    },
  );
});
