import { connect } from "node:http2";
import { request as plainRequest } from "node:https";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayInput } from "../../components/gateway";
import { Client } from "./support/client";
import { API_KEY, Haproxy, OPERATOR_KEY } from "./support/haproxy";
import { Upstream } from "./support/upstream";

let blue: Upstream;
let green: Upstream;
let haproxy: Haproxy;
let client: Client;

/** Restarts the gateway with other settings; most tests share one. */
async function gateway(changes: Partial<GatewayInput> = {}): Promise<void> {
  await client?.close();
  await haproxy?.stop();
  haproxy = await Haproxy.start({
    slots: { blue: { address: blue.address }, green: { address: green.address } },
    activeSlot: "blue",
    canaryWeight: 0,
    limits: { bodyBytes: 1024, requestSeconds: 1, anonymousRequestsPerSecond: 50, ...changes.limits },
    operatorRoutes: [],
    ...changes,
  });
  client = new Client(haproxy.url, haproxy.site.ca);
}

beforeAll(async () => {
  blue = await Upstream.start("blue");
  green = await Upstream.start("green");
  await gateway();
});

afterAll(async () => {
  await client?.close();
  await haproxy?.stop();
  await blue?.stop();
  await green?.stop();
});

describe("a client", () => {
  it("with a key reaches the active slot", async () => {
    const answer = await client.get("/api/v1/search?q=secret-question");
    expect([answer.status, answer.seen.name, answer.seen.url]).toEqual([
      200,
      "blue",
      "/api/v1/search?q=secret-question",
    ]);
  });

  it.each([
    ["no key", {}],
    ["an unknown key", { "x-api-key": "not-a-key-0123456789" }],
    ["an empty key", { "x-api-key": "" }],
    ["the key's hash", { "x-api-key": "0".repeat(64) }],
    ["the key as one of a list", { "x-api-key": `wrong, ${API_KEY}` }],
  ])("with %s gets 401", async (_, headers) => {
    const answer = await client.send("/api/v1/search", { headers });
    expect([answer.status, answer.error.code]).toEqual([401, "api_key_required"]);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("needs no key for /health", async () => {
    expect((await client.send("/health", {})).status).toBe(200);
  });

  it.each([
    "/metrics",
    "/livez",
    "/",
    "/docs",
    "/healthz",
    "/api",
    "/api/../metrics",
    "/api/%2e%2e/metrics",
    "/api/..%2fmetrics",
  ])("finds nothing at %s", async (path) => {
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(haproxy.url);
      // Unlike fetch, this sends the path as it is written.
      const options = { hostname, port, path, ca: haproxy.site.ca, headers: { "x-api-key": API_KEY } };
      plainRequest(options, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it("is told which methods a path serves", async () => {
    const answer = await client.send("/graphql", { method: "DELETE", headers: { "x-api-key": API_KEY } });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });

  it("speaks HTTP/2 where it can", async () => {
    const session = connect(haproxy.url, { ca: haproxy.site.ca });
    const stream = session.request({ ":path": "/api/v1/search", "x-api-key": API_KEY });
    const status = await new Promise((resolve, reject) => {
      stream.on("response", (headers) => resolve(headers[":status"])).on("error", reject);
    });
    session.destroy();
    expect(status).toBe(200);
  });
});

describe("a request body", () => {
  const post = (body: string | ReadableStream) =>
    client.send("/api/v1/upsert", { method: "POST", headers: { "x-api-key": API_KEY }, body, duplex: "half" });

  it("of the largest size arrives whole", async () => {
    expect((await post("x".repeat(1024))).seen.bytes).toBe(1024);
  });

  it("of a byte more gets 413", async () => {
    const answer = await post("x".repeat(1025));
    expect([answer.status, answer.error.code]).toEqual([413, "too_large"]);
  });

  it("of unknown length gets 411", async () => {
    const answer = await post(new Blob(["x".repeat(10)]).stream());
    expect([answer.status, answer.error.code]).toEqual([411, "length_required"]);
  });

  it("of unknown length gets 411 over HTTP/2 as well, and none at all passes", async () => {
    const session = connect(haproxy.url, { ca: haproxy.site.ca });
    const ask = (body?: string) =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ":method": "POST", ":path": "/api/v1/x", "x-api-key": API_KEY });
        stream.on("response", (headers) => resolve(headers[":status"])).on("error", reject);
        // The answer to a ping comes after the headers were read: the body is late, as a slow client's is.
        session.ping(() => stream.end(body));
      });
    expect([await ask("body"), await ask()]).toEqual([411, 200]);
    session.destroy();
  });
});

describe("what is no request", () => {
  /** Sends bytes over TLS and reads until the gateway closes. */
  const raw = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(haproxy.url);
      let answer = "";
      const socket = tlsConnect({ host: hostname, port: Number(port), ca: haproxy.site.ca }, () => socket.write(bytes));
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("end", () => resolve(answer)).on("error", reject);
    });

  it("is refused when it is not HTTP", async () => {
    expect(await raw("GET /health HTTP/1.1\r\nbad header\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
  });

  it("is given up when its headers do not arrive in time", async () => {
    expect(await raw("GET /health HTTP/1.1\r\nhost: unfinished")).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe("what the API is given", () => {
  it("is the caller's name and true address, and never a key or a slot", async () => {
    const claims = { "x-forwarded-for": "6.6.6.6", "x-client": "admin", "x-slot": "green", "x-request-id": "mine" };
    const { seen, headers } = await client.get("/api/v1/search", claims);
    expect(seen.name).toBe("blue");
    expect(seen.headers).toMatchObject({
      "x-client": "search",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-request-id": headers.get("x-request-id"),
    });
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(seen.headers)).not.toMatch(/planted|6\.6\.6\.6|x-slot/);
  });
});

describe("an operator", () => {
  it.each(["blue", "green"])("reaches the slot %s by its name", async (slot) => {
    const answer = await client.send("/api/v1/search", { headers: { "x-operator-key": OPERATOR_KEY, "x-slot": slot } });
    expect([answer.status, answer.seen.name]).toEqual([200, slot]);
    expect(JSON.stringify(answer.seen.headers)).not.toMatch(/planted|"x-slot"/);
  });

  it("is told when the slot does not run", async () => {
    const answer = await client.get("/api/v1/search", { "x-operator-key": OPERATOR_KEY, "x-slot": "purple" });
    expect([answer.status, answer.error.code]).toEqual([404, "slot_not_enabled"]);
  });

  it("with a wrong key gets 401 rather than the active slot", async () => {
    const answer = await client.get("/api/v1/search", { "x-operator-key": "wrong", "x-slot": "green" });
    expect([answer.status, answer.error.code]).toEqual([401, "operator_key_unknown"]);
  });
});

describe("the log", () => {
  it("is one JSON object a request, without a key, a header or a query", async () => {
    const { headers } = await client.get('/api/v1/a"b%22?q=secret-question', { "x-operator-key": OPERATOR_KEY });
    const id = headers.get("x-request-id") ?? "none";
    await haproxy.until("the request is logged", () => haproxy.log.includes(id));
    const line = haproxy.log.split("\n").find((text) => text.includes(id)) ?? "";
    expect(JSON.parse(line)).toMatchObject({ caller: "operator", backend: "api-blue", method: "GET", status: 200 });
    expect(haproxy.log).not.toMatch(/planted|secret-question/);
  });
});

describe("a slot that fails", () => {
  /** On a connection of its own: on a used one, HAProxy leaves the repeating to the client by closing it. */
  async function once(method: string) {
    const fresh = new Client(haproxy.url, haproxy.site.ca);
    const before = blue.asked;
    const answer = await fresh.send("/api/x", { method, headers: { "x-api-key": API_KEY } });
    await fresh.close();
    return { answer, asked: blue.asked - before };
  }

  it("is asked again for what cannot have written", async () => {
    blue.silent = 1;
    const { answer, asked } = await once("GET");
    expect([answer.status, asked]).toEqual([200, 2]);
  });

  it("is asked once only for what may have, and the client gets 502 in JSON", async () => {
    blue.silent = 1;
    const { answer, asked } = await once("POST");
    expect([answer.status, answer.error.code, asked]).toEqual([502, "bad_gateway", 1]);
    expect(answer.error.requestId).toBe(answer.headers.get("x-request-id"));
  });

  it("gives 503 in JSON when no instance is healthy, and serves again once one is", async () => {
    blue.health = 500;
    await haproxy.until("blue is down", async () => (await client.get("/api/x")).status === 503);
    expect((await client.get("/api/x")).error.code).toBe("unavailable");
    blue.health = 200;
    await haproxy.until("blue is up", async () => (await client.get("/api/x")).status === 200);
  });
});

describe("the metrics listener", () => {
  it("counts by slot and answers probes, and nothing else", async () => {
    expect(await haproxy.metrics()).toMatch(
      /haproxy_backend_http_responses_total\{proxy="api-blue",code="2xx"\} [1-9]/,
    );
    expect((await fetch(`${haproxy.metricsUrl}/ready`)).status).toBe(200);
    expect((await fetch(`${haproxy.metricsUrl}/other`)).status).toBe(404);
  });
});

describe("limits of rate", () => {
  const many = (count: number, headers: Record<string, string>) =>
    Promise.all(Array.from({ length: count }, () => client.send("/health", { headers })));
  const passed = (answers: { status: number }[]) => answers.filter((answer) => answer.status === 200).length;

  it("let a client have its burst and tell it when to come back", async () => {
    await gateway({ limits: { requestsPerSecond: 10, burst: 20, anonymousRequestsPerSecond: 1000 } });
    const answers = await many(60, { "x-api-key": API_KEY });
    expect(passed(answers)).toBeGreaterThanOrEqual(20);
    expect(passed(answers)).toBeLessThanOrEqual(24);
    const refused = answers.find((answer) => answer.status === 429);
    expect([refused?.error.code, refused?.headers.get("retry-after")]).toEqual(["rate_limited", "1"]);
    expect(passed(await many(5, {}))).toBe(5);
  });

  it("slow down whoever guesses keys", async () => {
    await gateway({ limits: { anonymousRequestsPerSecond: 5 } });
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, i) => client.get("/api/x", { "x-api-key": `guess-${i}-0123456789` })),
    );
    expect(guesses.filter((guess) => guess.status === 429).length).toBeGreaterThanOrEqual(20);
    expect((await client.get("/api/x")).status).toBe(200);
  });
});

describe("the allowlist", () => {
  it("keeps every other address out", async () => {
    await gateway({ allowlist: ["192.168.10.0/24"] });
    const answer = await client.get("/api/x");
    expect([answer.status, answer.error.code]).toEqual([403, "address_not_allowed"]);
  });

  it("lets its own addresses in", async () => {
    await gateway({ allowlist: ["192.168.10.0/24", "127.0.0.0/8"] });
    expect((await client.get("/api/x")).status).toBe(200);
  });
});

describe("maintenance", () => {
  it("tells users the message and when to return, and lets operators through", async () => {
    const message = "We're 100% busy {moving} [house]: $HOME — bis später";
    await gateway({ maintenance: { message, retryAfterSeconds: 120 } });
    for (const path of ["/api/x", "/health"]) {
      const answer = await client.get(path);
      expect([answer.status, answer.error.message, answer.headers.get("retry-after")]).toEqual([503, message, "120"]);
    }
    expect((await client.get("/api/x", { "x-operator-key": OPERATOR_KEY })).status).toBe(200);
  });
});
