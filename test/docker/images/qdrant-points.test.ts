import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Bench } from "./container";
import { client, qdrantUrl } from "./qdrant-server";

const NAME = `points-${process.pid}`;
const UUID = "5c56c793-69f3-4fbf-87e6-c4bf54c28c26";
const POINTS = [
  { id: 1, vector: [1, 0, 0], payload: { city: "Berlin", people: 3.6, open: true, tags: ["big", "old"] } },
  { id: 2, vector: [0, 1, 0], payload: { city: "London", people: 8.9, open: false, tags: ["big"] } },
  { id: 3, vector: [0.9, 0.1, 0], payload: { city: "Bonn", people: 0.3, open: true } },
  { id: UUID, vector: [0, 0, 1], payload: { city: "Paris", people: 2.1, founded: "0250-01-01T00:00:00Z" } },
];
const bench = new Bench();
let url: string;

beforeAll(async () => {
  url = await qdrantUrl(bench);
});
beforeEach(async () => {
  const qdrant = client(url);
  await qdrant.deleteCollection(NAME);
  await qdrant.createCollection(NAME, { vectors: { size: 3, distance: "Cosine" } });
  const result = await qdrant.upsert(NAME, { wait: true, points: POINTS });
  expect(result.status).toBe("completed");
});
afterAll(async () => {
  await client(url).deleteCollection(NAME);
  await bench.remove();
});

type Filter = NonNullable<Parameters<ReturnType<typeof client>["scroll"]>[1]>["filter"];

const ids = (points: readonly { id: string | number }[]) => points.map(({ id }) => id);

describe("points", () => {
  it("come back as they were written, in any number, with what was asked for", async () => {
    const all = await client(url).retrieve(NAME, { ids: [1, UUID, 99], with_vector: true });
    expect(new Set(ids(all))).toEqual(new Set([1, UUID]));
    const berlin = all.find(({ id }) => id === 1);
    expect([berlin?.payload, berlin?.vector]).toEqual([POINTS[0]?.payload, [1, 0, 0]]);
    const [bare] = await client(url).retrieve(NAME, { ids: [1], with_payload: ["city"] });
    expect(bare?.payload).toEqual({ city: "Berlin" });
    expect(bare?.vector ?? null).toBeNull();
  });

  it("are replaced by a second write, and removed by id or by filter", async () => {
    const qdrant = client(url);
    await qdrant.upsert(NAME, { wait: true, points: [{ id: 1, vector: [0, 0, 1], payload: { city: "Rome" } }] });
    expect(await qdrant.retrieve(NAME, { ids: [1] })).toMatchObject([{ id: 1, payload: { city: "Rome" } }]);
    await qdrant.delete(NAME, { wait: true, points: [1] });
    await qdrant.delete(NAME, { wait: true, filter: { must: [{ key: "city", match: { value: "London" } }] } });
    expect(new Set(ids((await qdrant.scroll(NAME)).points))).toEqual(new Set([3, UUID]));
  });

  it("arrive as columns too", async () => {
    const qdrant = client(url);
    const batch = {
      ids: [7, 8],
      vectors: [
        [1, 1, 0],
        [0, 1, 1],
      ],
      payloads: [{ n: 7 }, { n: 8 }],
    };
    await qdrant.upsert(NAME, { wait: true, batch });
    expect((await qdrant.retrieve(NAME, { ids: [8] }))[0]?.payload).toEqual({ n: 8 });
  });

  it("are paged through without gap or repetition", async () => {
    const qdrant = client(url);
    const seen: (string | number)[] = [];
    let offset: string | number | undefined;
    do {
      const page = await qdrant.scroll(NAME, { limit: 3, offset });
      seen.push(...ids(page.points));
      offset = page.next_page_offset as string | number | undefined;
    } while (offset !== undefined && offset !== null);
    expect(seen).toHaveLength(4);
    expect(new Set(seen)).toEqual(new Set([1, 2, 3, UUID]));
  });

  it("change their payloads field by field", async () => {
    const qdrant = client(url);
    await qdrant.setPayload(NAME, { wait: true, payload: { seen: 1 }, points: [1] });
    await qdrant.deletePayload(NAME, { wait: true, keys: ["people", "open", "tags"], points: [1] });
    expect((await qdrant.retrieve(NAME, { ids: [1] }))[0]?.payload).toEqual({ city: "Berlin", seen: 1 });
    await qdrant.overwritePayload(NAME, { wait: true, payload: { only: true }, points: [1] });
    expect((await qdrant.retrieve(NAME, { ids: [1] }))[0]?.payload).toEqual({ only: true });
  });
});

describe("filters", () => {
  it.each<[string, Filter, (string | number)[]]>([
    ["a word", { must: [{ key: "city", match: { value: "Bonn" } }] }, [3]],
    ["a boolean", { must: [{ key: "open", match: { value: true } }] }, [1, 3]],
    ["the other boolean", { must: [{ key: "open", match: { value: false } }] }, [2]],
    ["any of", { must: [{ key: "city", match: { any: ["Bonn", "Paris"] } }] }, [3, UUID]],
    ["none of", { must: [{ key: "city", match: { except: ["Bonn", "Paris"] } }] }, [1, 2]],
    ["an element of a list", { must: [{ key: "tags", match: { value: "big" } }] }, [1, 2]],
    ["a range", { must: [{ key: "people", range: { gte: 2.1, lt: 8.9 } }] }, [1, UUID]],
    ["a range of dates", { must: [{ key: "founded", range: { lt: "1000-01-01T00:00:00Z" } }] }, [UUID]],
    ["must not", { must_not: [{ key: "city", match: { value: "Bonn" } }] }, [1, 2, UUID]],
    ["should", { should: [{ has_id: [1] }, { key: "city", match: { value: "Paris" } }] }, [1, UUID]],
    ["nothing there", { must: [{ is_empty: { key: "tags" } }] }, [3, UUID]],
    ["how many", { must: [{ key: "tags", values_count: { gte: 2 } }] }, [1]],
    ["a filter in a filter", { must: [{ should: [{ has_id: [1] }, { has_id: [2] }] }, { has_id: [2, 3] }] }, [2]],
  ])("match %s", async (_case, filter, expected) => {
    const qdrant = client(url);
    expect(new Set(ids((await qdrant.scroll(NAME, { filter })).points))).toEqual(new Set(expected));
    expect(await qdrant.count(NAME, { filter, exact: true })).toEqual({ count: expected.length });
  });
});

describe("search", () => {
  it("orders by similarity and carries the scores", async () => {
    const { points } = await client(url).query(NAME, { query: [1, 0, 0], limit: 2, with_payload: ["city"] });
    expect(points).toMatchObject([
      { id: 1, payload: { city: "Berlin" } },
      { id: 3, payload: { city: "Bonn" } },
    ]);
    expect(points[0]?.score).toBeCloseTo(1, 5);
    expect(points[1]?.score).toBeCloseTo(0.9939, 3);
  });

  it("starts from a stored point, which is not its own neighbour", async () => {
    const { points } = await client(url).query(NAME, { query: 1, limit: 1 });
    expect(ids(points)).toEqual([3]);
    await expect(client(url).query(NAME, { query: 404 })).rejects.toThrow("Not Found");
  });

  it("holds filter, threshold, limit and offset", async () => {
    const qdrant = client(url);
    const filter = { must_not: [{ has_id: [1] }] };
    expect(ids((await qdrant.query(NAME, { query: [1, 0, 0], filter, limit: 1 })).points)).toEqual([3]);
    expect(ids((await qdrant.query(NAME, { query: [1, 0, 0], score_threshold: 0.5 })).points)).toEqual([1, 3]);
    expect(ids((await qdrant.query(NAME, { query: [1, 0, 0], limit: 1, offset: 1 })).points)).toEqual([3]);
  });

  it("goes away from what is not liked", async () => {
    const { points } = await client(url).query(NAME, {
      query: { recommend: { positive: [1], negative: [2] } },
      limit: 1,
    });
    expect(ids(points)).toEqual([3]);
  });

  it("runs in batches", async () => {
    const searches = [
      { query: [1, 0, 0], limit: 1 },
      { query: [0, 0, 1], limit: 1 },
    ];
    expect((await client(url).queryBatch(NAME, { searches })).map(({ points }) => ids(points))).toEqual([[1], [UUID]]);
  });
});
