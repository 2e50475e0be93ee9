import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, eventually } from "./support/docker";
import { QDRANT_KEY } from "./support/neighbours";
import { type Extra, World } from "./support/world";

const world = new World();
const DIMENSIONS = 384;
let settings: Extra;
let url: string;

interface Answer {
  readonly hits: readonly { readonly id: number; readonly score: number }[];
  readonly error: { readonly code: string; readonly message: string };
}

async function createCollection(qdrantUrl: string, name: string, size: number): Promise<void> {
  const response = await fetch(`${qdrantUrl}/collections/${name}`, {
    method: "PUT",
    headers: { "api-key": QDRANT_KEY, "content-type": "application/json" },
    body: JSON.stringify({ vectors: { size, distance: "Cosine" } }),
  });
  if (!response.ok) throw new Error(await response.text());
}

async function ask(method: string, path: string, body: unknown) {
  const response = await fetch(`${url}/api/v1/collections/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (response.status === 204 ? {} : await response.json()) as Answer };
}

beforeAll(async () => {
  await world.start(true);
  const vectors = await world.withVectors();
  settings = { ...vectors.settings, COLLECTIONS: `mixtral:${DIMENSIONS},wide:8` };
  await eventually("qdrant answers", () => createCollection(vectors.qdrantUrl, "mixtral", DIMENSIONS));
  await createCollection(vectors.qdrantUrl, "wide", 8);
  const name = await world.api(settings);
  url = await world.ready(name);
  await eventually("everything is up", async () => {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "ok" });
  });
});

afterAll(() => world.stop());

describe("over the database and the embedding model of this site", () => {
  it("finds by meaning, by filter and by vector, and forgets by filter", async () => {
    const points = [
      { id: 1, text: "The cat sleeps on the sofa.", payload: { kind: "animal" } },
      { id: 2, text: "Interest rates rose again this quarter.", payload: { kind: "money" } },
      { id: 3, text: "A puppy chases its tail.", payload: { kind: "animal" } },
    ];
    expect((await ask("PUT", "mixtral/points", { points })).json).toEqual({ collection: "mixtral", ids: [1, 2, 3] });

    const kitten = await ask("POST", "mixtral/search", { text: "a kitten naps", limit: 3 });
    expect(kitten.json.hits[0]).toMatchObject({ id: 1, payload: { kind: "animal" } });
    expect(kitten.json.hits.at(-1)?.id).toBe(2);

    const filter = { must: [{ key: "kind", match: { value: "money" } }] };
    const money = await ask("POST", "mixtral/search", { text: "a kitten naps", filter, withPayload: false });
    expect(money.json.hits).toEqual([{ id: 2, score: expect.any(Number) }]);

    expect((await ask("DELETE", "mixtral/points", { filter })).status).toBe(204);
    const rest = await ask("POST", "mixtral/search", { vector: new Array(DIMENSIONS).fill(0.05) });
    expect(rest.json.hits.map((hit) => hit.id).sort()).toEqual([1, 3]);
  });

  it("refuses text where the model's vectors do not fit, and passes on what the database says of a filter", async () => {
    const text = await ask("POST", "wide/search", { text: "cat" });
    expect([text.status, text.json.error.code]).toEqual([422, "dimension_mismatch"]);
    const filter = { must: [{ key: 5 }] };
    const bad = await ask("POST", "mixtral/search", { text: "cat", filter });
    expect([bad.status, bad.json.error.code]).toEqual([400, "invalid_request"]);
  });

  it("reports both models healthy, one of them by vector only", async () => {
    const health = async (name: string) => (await fetch(`${url}/api/v1/models/${name}/health`)).json();
    expect(await health("mixtral")).toMatchObject({ status: "healthy", text: { supported: true } });
    expect(await health("wide")).toMatchObject({ status: "healthy", text: { supported: false } });
  });

  it("searches by vector while the embedding service is away, by text what it has seen before", async () => {
    await ask("POST", "mixtral/search", { text: "seen before" });
    await docker("stop", "-t", "1", world.container("embedding"));
    await eventually("degraded", async () => {
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "degraded" });
    });
    const vector = await ask("POST", "mixtral/search", { vector: new Array(DIMENSIONS).fill(0.1) });
    const seen = await ask("POST", "mixtral/search", { text: "seen before", limit: 2 });
    const unseen = await ask("POST", "mixtral/search", { text: "never seen" });
    expect([vector.status, seen.status, unseen.status]).toEqual([200, 200, 503]);
    expect(unseen.json.error).toMatchObject({
      code: "dependency_unavailable",
      message: expect.stringContaining("embedding"),
    });
  });
});
