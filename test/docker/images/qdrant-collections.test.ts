import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Bench } from "./container";
import { ask, client, qdrantUrl } from "./qdrant-server";

const NAME = `collections-${process.pid}`;
const bench = new Bench();
let url: string;

beforeAll(async () => {
  url = await qdrantUrl(bench);
});
afterEach(() => client(url).deleteCollection(NAME));
afterAll(() => bench.remove());

describe("a collection", () => {
  it("is created once, found, listed, and gone after it is deleted", async () => {
    const qdrant = client(url);
    expect(await qdrant.createCollection(NAME, { vectors: { size: 384, distance: "Cosine" } })).toBe(true);
    expect(await qdrant.collectionExists(NAME)).toEqual({ exists: true });
    expect((await qdrant.getCollections()).collections).toContainEqual({ name: NAME });
    const again = await ask(url, "PUT", `/collections/${NAME}`, { body: { vectors: { size: 3, distance: "Dot" } } });
    expect([again.status, again.error]).toEqual([409, expect.stringContaining("already exists")]);

    expect(await qdrant.deleteCollection(NAME)).toBe(true);
    expect(await qdrant.collectionExists(NAME)).toEqual({ exists: false });
    expect(await qdrant.deleteCollection(NAME)).toBe(false);
  });

  it("reports what it was declared with", async () => {
    const qdrant = client(url);
    await qdrant.createCollection(NAME, {
      vectors: { size: 384, distance: "Cosine", on_disk: true },
      hnsw_config: { m: 32, ef_construct: 200 },
      quantization_config: { scalar: { type: "int8", quantile: 0.99, always_ram: true } },
      on_disk_payload: false,
      replication_factor: 1,
    });
    const info = await qdrant.getCollection(NAME);
    expect(info.status).toBe("green");
    expect(info.points_count).toBe(0);
    expect(info.config.params).toMatchObject({
      vectors: { size: 384, distance: "Cosine", on_disk: true },
      replication_factor: 1,
      on_disk_payload: false,
    });
    expect(info.config.hnsw_config).toMatchObject({ m: 32, ef_construct: 200, full_scan_threshold: 10000 });
    expect(info.config.quantization_config).toMatchObject({ scalar: { type: "int8", quantile: 0.99 } });
  });

  it("takes a change of its settings and keeps the points and everything else", async () => {
    const qdrant = client(url);
    await qdrant.createCollection(NAME, { vectors: { size: 2, distance: "Dot" } });
    await qdrant.upsert(NAME, { wait: true, points: [{ id: 1, vector: [1, 2] }] });
    await qdrant.updateCollection(NAME, {
      optimizers_config: { indexing_threshold: 5000 },
      hnsw_config: { m: 24 },
      quantization_config: { scalar: { type: "int8" } },
    });
    const { config, points_count } = await qdrant.getCollection(NAME);
    expect(config.optimizer_config).toMatchObject({ indexing_threshold: 5000, flush_interval_sec: 5 });
    expect(config.hnsw_config).toMatchObject({ m: 24, ef_construct: 100 });
    expect(points_count).toBe(1);

    await qdrant.updateCollection(NAME, { quantization_config: "Disabled" });
    expect((await qdrant.getCollection(NAME)).config.quantization_config ?? null).toBeNull();
  });

  it("lists its payload indexes with their types", async () => {
    const qdrant = client(url);
    await qdrant.createCollection(NAME, { vectors: { size: 2, distance: "Dot" } });
    await qdrant.createPayloadIndex(NAME, { wait: true, field_name: "model", field_schema: "keyword" });
    await qdrant.createPayloadIndex(NAME, {
      wait: true,
      field_name: "text",
      field_schema: { type: "text", tokenizer: "word", lowercase: true },
    });
    const { payload_schema } = await qdrant.getCollection(NAME);
    expect(payload_schema).toMatchObject({ model: { data_type: "keyword" }, text: { data_type: "text" } });
    await qdrant.deletePayloadIndex(NAME, "model", { wait: true });
    expect(Object.keys((await qdrant.getCollection(NAME)).payload_schema)).toEqual(["text"]);
  });

  it.each([
    ["an unknown distance", { vectors: { size: 4, distance: "Sine" } }],
    ["no size", { vectors: { distance: "Dot" } }],
    ["an unknown quantization", { vectors: { size: 4, distance: "Dot" }, quantization_config: { none: {} } }],
  ])("is refused with %s, and nothing is left of it", async (_case, body) => {
    const { status, error } = await ask(url, "PUT", `/collections/${NAME}`, { body });
    expect([status, error]).toEqual([400, expect.any(String)]);
    expect(await client(url).collectionExists(NAME)).toEqual({ exists: false });
  });
});
