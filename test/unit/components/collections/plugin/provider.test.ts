import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CollectionSpec, collectionSpec } from "../../../../../components/collections/collection-spec";
import type { Configuration } from "../../../../../components/collections/plugin/configuration";
import { CollectionProvider } from "../../../../../components/collections/plugin/provider";
import { API_KEY, FakeQdrant, OPERATOR_KEY } from "../../../../engine/collections/fake-qdrant";
import { selfSigned } from "../../../../engine/collections/stack";

const certificate = selfSigned();
const qdrant = new FakeQdrant(certificate);
let endpoint: string;

beforeAll(async () => {
  endpoint = await qdrant.start();
});
afterAll(() => qdrant.stop());
beforeEach(() => qdrant.collections.clear());

function provider(changed: Partial<Configuration> = {}): CollectionProvider {
  const keys = { operatorKey: OPERATOR_KEY, apiKey: API_KEY };
  const made = new CollectionProvider();
  made.configure({ endpoint, ...keys, caCertificate: certificate.cert, patienceSeconds: 0, ...changed });
  return made;
}

function declared(spec: Partial<CollectionSpec> = {}) {
  return collectionSpec.parse({ name: "notes", dimensions: 4, payloadIndexes: { source: "keyword" }, ...spec });
}

describe("CollectionProvider", () => {
  it("takes over what an interrupted creation has left, and finishes it", async () => {
    await provider().create(declared({ payloadIndexes: {} }));
    expect(await provider().create(declared({ hnsw: { m: 8 } }))).toEqual(declared({ hnsw: { m: 8 } }));
  });

  it.each([
    [{ dimensions: 8 }, "dimensions 4, declared 8"],
    [{ distance: "Dot", shards: 2 }, "distance Cosine, declared Dot; shards 1, declared 2"],
  ] satisfies [Partial<CollectionSpec>, string][])("refuses to take over another one: %j", async (spec, reason) => {
    await provider().create(declared());
    qdrant.writes.length = 0;
    await expect(provider().create(declared(spec))).rejects.toThrow(`exists already and is another one: ${reason}.`);
    expect(qdrant.writes).toEqual(["PUT /qdrant/collections/notes"]);
  });

  it("drops and rebuilds an index whose type changed, and leaves the others alone", async () => {
    await provider().create(
      declared({ payloadIndexes: { source: "keyword", year: "integer", "meta.lang": "keyword" } }),
    );
    qdrant.writes.length = 0;
    await provider().update(declared({ payloadIndexes: { source: "text", year: "integer" } }));
    expect(qdrant.writes).toEqual([
      "DELETE /qdrant/collections/notes/index/source",
      "DELETE /qdrant/collections/notes/index/meta.lang",
      "PUT /qdrant/collections/notes/index",
    ]);
  });

  it("says what to do when nothing answers", async () => {
    const lonely = provider({ endpoint: "https://127.0.0.1:1/qdrant" });
    await expect(lonely.create(declared())).rejects.toThrow(/does not answer at .*ECONNREFUSED.*pulumi up --refresh/);
  });

  it("says what to do when the certificate is not trusted", async () => {
    const strict = provider({ caCertificate: undefined });
    await expect(strict.create(declared())).rejects.toThrow("Give its issuer to the provider as caCertificate");
  });

  it.each([
    [{ operatorKey: "planted-wrong-operator" }, 401],
    [{ apiKey: "planted-wrong-api" }, 403],
  ])("names a refused key's side and prints none: %j", async (keys, status) => {
    const failure = String(await provider(keys).create(declared()).catch(String));
    expect(failure).toContain(`refused the keys (HTTP ${status})`);
    expect(failure).not.toContain("planted");
  });

  it("never takes a stranger's 404 for a collection that is gone", async () => {
    qdrant.broken = { status: 404, body: "<html>no such page</html>" };
    await expect(provider().read("notes", {})).rejects.toThrow("does not lead to Qdrant");
    qdrant.broken = { status: 404, body: '["not an answer"]' };
    await expect(provider().read("notes", {})).rejects.toThrow("does not lead to Qdrant");
    qdrant.broken = undefined;
    expect(await provider().read("notes", {})).toBeUndefined();
  });
});

describe("the launcher", () => {
  it("prints a port, and goes when the engine does", async () => {
    const launcher = resolve(__dirname, "../../../../../components/collections/plugin/pulumi-resource-vector-platform");
    const plugin = spawn(launcher, ["127.0.0.1:1"], { stdio: ["pipe", "pipe", "inherit"] });
    const [port] = (await once(plugin.stdout, "data")) as [Buffer];
    expect(port.toString()).toMatch(/^\d+\n$/);
    plugin.stdin.end();
    expect(await once(plugin, "exit")).toEqual([0, null]);
  }, 30_000);
});
