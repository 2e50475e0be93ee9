import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { TextEmbeddings } from "../../../../services/api/src/dependencies/embedding";
import { QdrantStore } from "../../../../services/api/src/dependencies/qdrant";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const servers: Server[] = [];

async function start(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => handler(request, response, await text(request)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe("TextEmbeddings", () => {
  const vectors = (body: string) => (JSON.parse(body).inputs as string[]).map((input) => [input.length, 0]);

  it("learns the model and the length of its vectors, again when the model changes", async () => {
    let sha = "a";
    const url = await start((request, response, body) => {
      if (request.url === "/embed") return json(response, 200, vectors(body));
      json(response, 200, { model_id: "mini", model_sha: sha });
    });
    const embedding = new TextEmbeddings({ url, timeoutMs: 1000 });
    expect(embedding.model).toBeUndefined();
    await embedding.check();
    expect(embedding.model).toEqual({ id: "mini@a", dimensions: 2 });
    sha = "b";
    await embedding.check();
    expect(embedding.model?.id).toBe("mini@b");
  });

  it("asks for no more than 32 texts at once and keeps their order", async () => {
    const sizes: number[] = [];
    const url = await start((_request, response, body) => {
      sizes.push(JSON.parse(body).inputs.length);
      json(response, 200, vectors(body));
    });
    const texts = Array.from({ length: 70 }, (_, index) => "x".repeat(index + 1));
    const found = await new TextEmbeddings({ url, timeoutMs: 1000 }).embed(texts);
    expect([sizes, found.map(([length]) => length)]).toEqual([[32, 32, 6], texts.map((each) => each.length)]);
  });

  it.each([
    [1, "answers"],
    [2, "gives up"],
  ])("with %d broken connection(s) %s", async (broken, outcome) => {
    let calls = 0;
    const url = await start((request, response, body) => {
      calls += 1;
      if (calls <= broken) request.socket.destroy();
      else json(response, 200, vectors(body));
    });
    const embedded = new TextEmbeddings({ url, timeoutMs: 1000 }).embed(["ab"]);
    if (outcome === "answers") await expect(embedded).resolves.toEqual([[2, 0]]);
    else await expect(embedded).rejects.toMatchObject({ status: 503, code: "dependency_unavailable" });
    expect(calls).toBe(2);
  });

  it.each([
    [413, 422, "too_large"],
    [429, 503, "dependency_unavailable"],
    [500, 503, "dependency_unavailable"],
  ])("turns its %d into %d %s", async (given, status, code) => {
    const url = await start((_request, response) => json(response, given, { error: "said so" }));
    await expect(new TextEmbeddings({ url, timeoutMs: 1000 }).embed(["a"])).rejects.toMatchObject({ status, code });
  });
});

describe("QdrantStore", () => {
  const store = async (handler: Handler) =>
    new QdrantStore({ url: await start(handler), apiKey: "key", connections: 10, timeoutMs: 300 });

  it("sends the key, the filter and what to return, and asks for nothing it was not asked for", async () => {
    const seen: unknown[] = [];
    const qdrant = await store((request, response, body) => {
      seen.push(request.method, request.url, request.headers["api-key"], JSON.parse(body));
      json(response, 200, { result: { points: [{ id: 1, version: 3, score: 0.5, payload: { a: 1 } }] } });
    });
    const filter = { must: [{ key: "a", match: { value: 1 } }] };
    const hits = await qdrant.search("mixtral", { vector: [1, 2], limit: 3, filter, withPayload: true });
    expect(seen).toEqual([
      "POST",
      "/collections/mixtral/points/query",
      "key",
      { query: [1, 2], limit: 3, filter, with_payload: true },
    ]);
    expect(hits).toEqual([{ id: 1, score: 0.5, payload: { a: 1 } }]);
  });

  it("waits for writes to be visible", async () => {
    const urls: unknown[] = [];
    const qdrant = await store((request, response) => {
      urls.push(`${request.method} ${request.url}`);
      json(response, 200, { result: { operation_id: 1, status: "completed" } });
    });
    await qdrant.upsert("mixtral", [{ id: 1, vector: [1, 2] }]);
    await qdrant.remove("mixtral", { ids: [1] });
    expect(urls).toEqual([
      "PUT /collections/mixtral/points?wait=true",
      "POST /collections/mixtral/points/delete?wait=true",
    ]);
  });

  it("tells a collection that is not there from a database that is not", async () => {
    const gone = await store((_request, response) => json(response, 404, { status: { error: "Not found" } }));
    expect(await gone.describe("mixtral")).toBeUndefined();
    const broken = await store((_request, response) => json(response, 500, {}));
    await expect(broken.describe("mixtral")).rejects.toMatchObject({ status: 503 });
    const silent = await store(() => undefined);
    await expect(silent.list()).rejects.toMatchObject({ status: 503, code: "dependency_unavailable" });
  });

  it("passes on what the database says about a filter", async () => {
    const qdrant = await store((_request, response) => json(response, 400, { status: { error: "bad filter" } }));
    const asked = qdrant.search("mixtral", { vector: [1], limit: 1, withPayload: false });
    await expect(asked).rejects.toMatchObject({ status: 400, message: expect.stringContaining("bad filter") });
  });

  it("serves no collection of named vectors, and says so by having no size", async () => {
    const config = { params: { vectors: { title: { size: 4, distance: "Dot" } } } };
    const qdrant = await store((_request, response) =>
      json(response, 200, { result: { status: "green", points_count: 2, config } }),
    );
    expect(await qdrant.describe("mixtral")).toEqual({ name: "mixtral", status: "green", points: 2 });
  });
});
