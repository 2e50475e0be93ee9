import { describe, expect, it } from "vitest";
import { unavailable } from "../../../../services/api/src/errors";
import { NoCache } from "./support/fakes";
import { testApp } from "./support/test-app";

const POINTS = "/api/v1/collections/mixtral/points";
const SEARCH = "/api/v1/collections/mixtral/search";

describe("upsert, search, delete", () => {
  it("finds by text what was stored by text, and no more after its deletion", async () => {
    const { app } = await testApp();
    const stored = await app.inject({
      method: "PUT",
      url: POINTS,
      payload: { points: [{ text: "cat", payload: { a: 1 } }] },
    });
    expect(stored.statusCode).toBe(200);
    const [id] = stored.json().ids;

    const found = await app.inject({ method: "POST", url: SEARCH, payload: { text: "cat", limit: 1 } });
    expect(found.json()).toMatchObject({ collection: "mixtral", hits: [{ id, payload: { a: 1 } }], cached: false });

    const removed = await app.inject({ method: "DELETE", url: POINTS, payload: { ids: [id] } });
    expect([removed.statusCode, removed.body]).toEqual([204, ""]);
    const after = await app.inject({ method: "POST", url: SEARCH, payload: { text: "cat", limit: 1 } });
    expect(after.json()).toEqual({ collection: "mixtral", hits: [], cached: false });
  });

  it("stores a batch of texts and vectors in order, under given and made ids", async () => {
    const { app } = await testApp();
    const points = [{ vector: [1, 0, 0], id: 7 }, { text: "b" }, { vector: [0, 0, 1] }, { text: "c" }];
    const first = await app.inject({ method: "POST", url: POINTS, payload: { points } });
    const again = await app.inject({ method: "POST", url: POINTS, payload: { points } });
    expect(first.json().ids[0]).toBe(7);
    expect(new Set(first.json().ids).size).toBe(4);
    expect(again.json()).toEqual(first.json());
    const { collections } = (await app.inject("/api/v1/collections")).json();
    expect(collections).toContainEqual({ name: "mixtral", status: "green", points: 4, dimensions: 3, distance: "Dot" });
  });

  it("answers a repeated search from the cache until a write to the collection", async () => {
    const { app, store, embedding } = await testApp();
    const ask = () => app.inject({ method: "POST", url: SEARCH, payload: { text: "cat" } });
    const hits = [await ask(), await ask()].map((answer) => answer.json().cached);
    expect([hits, store.queries.length, embedding.asked]).toEqual([[false, true], 1, ["cat"]]);

    await app.inject({ method: "PUT", url: POINTS, payload: { points: [{ id: 1, vector: [1, 1, 1] }] } });
    const fresh = (await ask()).json();
    expect([fresh.cached, fresh.hits.length, embedding.asked]).toEqual([false, 1, ["cat"]]);
  });

  it("forgets cached results after a failed write too, because it may have happened", async () => {
    const { app, store } = await testApp();
    const ask = () => app.inject({ method: "POST", url: SEARCH, payload: { vector: [1, 1, 1] } });
    await ask();
    store.upsert = async () => Promise.reject(unavailable("qdrant"));
    const failed = await app.inject({
      method: "PUT",
      url: POINTS,
      payload: { points: [{ id: 1, vector: [1, 1, 1] }] },
    });
    expect([failed.statusCode, failed.headers["retry-after"]]).toEqual([503, "1"]);
    expect((await ask()).json().cached).toBe(false);
  });

  it("does without a cache that has gone", async () => {
    const { app } = await testApp({ cache: new NoCache() });
    const answers = await Promise.all(
      [1, 2].map(() => app.inject({ method: "POST", url: SEARCH, payload: { text: "x" } })),
    );
    expect(answers.map((answer) => [answer.statusCode, answer.json().cached])).toEqual([
      [200, false],
      [200, false],
    ]);
  });
});

describe("vectors that do not fit", () => {
  it("refuses text for a collection of another model, and says why", async () => {
    const { app } = await testApp();
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/collections/wide/search",
      payload: { text: "cat" },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toEqual({
      error: {
        code: "dimension_mismatch",
        message: 'collection "wide" holds vectors of 4 dimensions, not 3: the embedding model is fake@1',
        path: "body.text",
        hint: "send vectors of the collection's own model instead of text",
      },
    });
  });

  it("takes vectors of that collection's own size", async () => {
    const { app } = await testApp();
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/collections/wide/search",
      payload: { vector: [1, 2, 3, 4] },
    });
    expect(answer.statusCode).toBe(200);
  });

  it("names the point whose vector has the wrong size", async () => {
    const { app } = await testApp();
    const points = [{ vector: [1, 2, 3] }, { vector: [1, 2] }];
    const answer = await app.inject({ method: "PUT", url: POINTS, payload: { points } });
    expect([answer.statusCode, answer.json().error.path]).toEqual([422, "body.points[1].vector"]);
  });

  it("lists the collections there are when one is not", async () => {
    const { app } = await testApp();
    const answer = await app.inject({
      method: "POST",
      url: "/api/v1/collections/mixtal/search",
      payload: { text: "cat" },
    });
    expect([answer.statusCode, answer.json().error.hint]).toEqual([404, "there are: mixtral, wide"]);
  });
});
