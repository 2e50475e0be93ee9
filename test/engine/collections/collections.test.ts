import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CollectionSpec } from "../../../components/collections";
import { API_KEY, FakeQdrant, OPERATOR_KEY } from "./fake-qdrant";
import { CollectionStack, selfSigned } from "./stack";

const NAMES = ["mixtral", "hermes", "openchat", "phi3", "yi34b", "deepcoder", "imp", "deepseek", "general"];

function nine(changed: Partial<CollectionSpec> = {}): CollectionSpec[] {
  const usual = { dimensions: 384, payloadIndexes: { source: "keyword", createdAt: "datetime" } } as const;
  return NAMES.map((name) => ({ name, ...usual, ...(name === "mixtral" ? changed : {}) }));
}

const certificate = selfSigned();
const qdrant = new FakeQdrant(certificate);
let stack: CollectionStack;
let endpoint: string;

beforeAll(async () => {
  endpoint = await qdrant.start();
  stack = new CollectionStack(endpoint, certificate.cert);
});

afterAll(async () => {
  stack.remove();
  await qdrant.stop();
});

beforeEach(() => {
  qdrant.writes.length = 0;
  qdrant.broken = undefined;
  stack.connection = {};
  stack.options = {};
});

/** The tests tell one story, in order: each starts from what the one before has left. */
describe("collections on the real engine", () => {
  it("previews before Qdrant exists", async () => {
    stack.declared = nine();
    await qdrant.stop();
    const { changes } = await stack.preview();
    await qdrant.start(Number(new URL(endpoint).port));
    expect(changes).toEqual({ create: 12 });
  });

  it("creates the nine as declared", async () => {
    expect((await stack.up()).changes).toEqual({ create: 12 });
    expect([...qdrant.collections.keys()].sort()).toEqual([...NAMES].sort());
    const { config, payload_schema } = qdrant.collections.get("mixtral") ?? {};
    expect(config?.params).toMatchObject({ vectors: { size: 384, distance: "Cosine" }, shard_number: 1 });
    expect(Object.keys(payload_schema ?? {})).toEqual(["createdAt", "source"]);
  });

  it("has nothing to do the second time", async () => {
    expect((await stack.up(true)).changes).toEqual({});
    expect(qdrant.writes).toEqual([]);
  });

  it("keeps no key in plain in the state", () => {
    const state = stack.state();
    expect(state).toContain("mixtral");
    expect(state).not.toContain(API_KEY);
    expect(state).not.toContain(OPERATOR_KEY);
  });

  it("shows a change in place in the preview, property by property, and makes it", async () => {
    stack.declared = nine({ quantization: "scalar", hnsw: { m: 32 }, payloadIndexes: { source: "text" } });
    const expected = { mixtral: ["hnsw.m", "payloadIndexes.createdAt", "payloadIndexes.source", "quantization"] };
    const preview = await stack.preview();
    expect([preview.changes, preview.diffs]).toEqual([{ update: 1 }, expected]);
    expect(qdrant.writes).toEqual([]);

    await stack.up();
    const { config, payload_schema } = qdrant.collections.get("mixtral") ?? {};
    expect(config).toMatchObject({ hnsw_config: { m: 32 }, quantization_config: { scalar: { type: "int8" } } });
    expect(payload_schema).toEqual({ source: { data_type: "text", points: 0 } });
    expect((await stack.up()).changes).toEqual({});
  });

  it("goes back in place as well", async () => {
    stack.declared = nine();
    expect((await stack.up()).changes).toEqual({ update: 1 });
    expect(qdrant.collections.get("mixtral")?.config.quantization_config).toBeNull();
    expect((await stack.up(true)).changes).toEqual({});
  });

  it("shows other dimensions as a replacement, old one first, and protection forbids it", async () => {
    stack.options = { protect: true };
    await stack.up();
    stack.declared = nine({ dimensions: 768 });
    await expect(stack.preview()).rejects.toThrow(/marked for protection/);

    stack.options = {};
    stack.declared = nine();
    await stack.up();
    stack.declared = nine({ dimensions: 768 });
    const { changes, diffs } = await stack.preview();
    expect(changes).toEqual({ replace: 1 });
    expect(diffs).toMatchObject({ mixtral: ["dimensions"] });
    expect(qdrant.writes).toEqual([]);

    await stack.up();
    expect(qdrant.writes.slice(0, 2)).toEqual([
      "DELETE /qdrant/collections/mixtral",
      "PUT /qdrant/collections/mixtral",
    ]);
    expect(qdrant.collections.get("mixtral")?.config.params.vectors).toMatchObject({ size: 768 });
  });

  it("sees an index dropped, a parameter changed and a collection deleted by hand, and repairs them", async () => {
    delete qdrant.collections.get("hermes")?.payload_schema.source;
    Object.assign(qdrant.collections.get("phi3")?.config.hnsw_config ?? {}, { m: 8 });
    qdrant.collections.delete("imp");
    await expect(stack.drift()).rejects.toThrow(/no changes were expected/);

    expect((await stack.up()).changes).toEqual({});
    expect((await stack.up(true)).changes).toEqual({ create: 1, update: 2 });
    expect(qdrant.collections.get("hermes")?.payload_schema).toHaveProperty("source");
    expect(qdrant.collections.get("phi3")?.config.hnsw_config).toMatchObject({ m: 16 });
    expect(qdrant.collections.has("imp")).toBe(true);
    expect((await stack.drift()).changes).toEqual({});
  });

  it("says that it could not look, keeps what it knows, and checks again at the next update", async () => {
    qdrant.broken = { status: 404, body: "<html>not here</html>" };
    const { output } = await stack.refresh();
    expect(output).toContain("could not look");
    expect(output).toContain("does not lead to Qdrant");
    expect(stack.state()).toContain("deepseek");

    qdrant.broken = undefined;
    await stack.up();
    expect((await stack.up(true)).changes).toEqual({});
  });

  it("takes over a collection that is there already and fits, and refuses one that does not", async () => {
    const fits = qdrant.collections.get("general");
    qdrant.collections.set("extra", structuredClone(fits) as NonNullable<typeof fits>);
    stack.declared = [...nine({ dimensions: 768 }), { name: "extra", dimensions: 384 }];
    expect((await stack.up()).changes).toEqual({ create: 1 });
    expect(qdrant.collections.get("extra")?.payload_schema).toEqual({});

    qdrant.collections.set("other", structuredClone(fits) as NonNullable<typeof fits>);
    stack.declared = [...stack.declared, { name: "other", dimensions: 512 }];
    await expect(stack.up()).rejects.toThrow(/"other" exists already and is another one: dimensions 384, declared 512/);
    expect(qdrant.collections.has("other")).toBe(true);
    stack.declared = stack.declared.filter(({ name }) => name !== "other");
  });

  it("names a key that is refused, without printing it", async () => {
    stack.declared = [...stack.declared, { name: "late", dimensions: 384 }];
    stack.connection = { apiKey: "planted-wrong-key" };
    const failure = await stack.up().then(String, String);
    expect(failure).toContain("refused the keys (HTTP 403)");
    expect(failure).not.toContain("planted");
  });

  it("gives up on an endpoint that does not answer, and says what to do", async () => {
    await qdrant.stop();
    const failure = await stack.up().then(String, String);
    expect(failure).toMatch(/Qdrant does not answer at https:.*ECONNREFUSED.*Is the gateway running/);
    await qdrant.start(Number(new URL(endpoint).port));
    expect((await stack.up()).changes).toMatchObject({ create: 1 });
  });

  it("refuses a certificate that it was not told to trust", async () => {
    stack.declared = [...stack.declared, { name: "later", dimensions: 384 }];
    stack.connection = { caCertificate: undefined };
    expect(await stack.up().then(String, String)).toContain("Give its issuer to the provider as caCertificate");
  });

  it("reports every wrong property at once", async () => {
    stack.declared = [{ name: "bad name", dimensions: 0, distance: "cosine" as "Cosine" }];
    const failure = await stack.preview().then(String, String);
    for (const property of ["name", "dimensions", "distance"]) expect(failure).toContain(property);
    stack.declared = nine({ dimensions: 768 });
  });

  it("leaves the vectors alone when they are to be retained, else deletes what it made", async () => {
    stack.options = { retainOnDelete: true };
    await stack.up();
    stack.declared = stack.declared.filter(({ name }) => name !== "general");
    await stack.up();
    expect(qdrant.collections.has("general")).toBe(true);

    stack.options = {};
    await stack.up();
    await stack.destroy();
    for (const name of NAMES.filter((name) => name !== "general")) expect(qdrant.collections.has(name)).toBe(false);
  });
});
