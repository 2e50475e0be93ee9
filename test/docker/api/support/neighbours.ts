import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { FakeStore } from "../../../unit/services/api/support/fakes";

export const QDRANT_KEY = "planted-qdrant-key";

/** The part of Qdrant and of the embedding service that the API talks to, on sockets of this process. */
export class Neighbours {
  readonly store = new FakeStore({ mixtral: 8, wide: 16 });
  readonly #servers: Server[] = [];
  qdrantPort = 0;
  embeddingPort = 0;

  async start(): Promise<void> {
    this.qdrantPort = await this.#listen((request, body) => this.#qdrant(request, body));
    this.embeddingPort = await this.#listen(async (request, body) => embedding(request, body));
  }

  stop(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  async #qdrant(request: IncomingMessage, body: string): Promise<unknown> {
    if (request.headers["api-key"] !== QDRANT_KEY) throw new Error("no key");
    const [, , name = "", ...rest] = new URL(request.url ?? "/", "http://qdrant").pathname.split("/");
    const asked = body ? JSON.parse(body) : {};
    if (name === "") return { collections: (await this.store.list()).map((each) => ({ name: each })) };
    if (rest.join("/") === "points/query") {
      return { points: await this.store.search(name, { vector: asked.query, limit: asked.limit, withPayload: true }) };
    }
    if (rest.join("/") === "points") return this.store.upsert(name, asked.points).then(() => ({ status: "completed" }));
    if (rest.join("/") === "points/delete") return this.store.remove(name, { ids: asked.points }).then(() => ({}));
    const info = await this.store.describe(name);
    const vectors = { size: info?.dimensions, distance: info?.distance };
    return { status: info?.status, points_count: info?.points, config: { params: { vectors } } };
  }

  async #listen(answer: (request: IncomingMessage, body: string) => Promise<unknown>): Promise<number> {
    const server = createServer(async (request, response) => {
      await answer(request, await text(request)).then(
        (result) => send(response, 200, request.headers["api-key"] ? { result } : result),
        (error: unknown) => send(response, 500, { status: { error: String(error) } }),
      );
    });
    // Longer than any pause of a client, so that a broken connection in a test is the API's doing.
    server.keepAliveTimeout = 120_000;
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    return (server.address() as AddressInfo).port;
  }
}

function embedding(request: IncomingMessage, body: string): unknown {
  if (request.url === "/health") return {};
  if (request.url === "/info") return { model_id: "fake", model_sha: "1" };
  return (JSON.parse(body).inputs as string[]).map(lettersOf);
}

/** Eight numbers that are close for texts of the same letters. */
function lettersOf(input: string): number[] {
  const counts = new Array<number>(8).fill(0);
  for (const letter of input) {
    const index = letter.charCodeAt(0) % 8;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const length = Math.hypot(...counts);
  return counts.map((count) => count / length);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
