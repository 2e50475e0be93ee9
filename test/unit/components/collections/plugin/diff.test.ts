import { describe, expect, it } from "vitest";
import { type CollectionSpec, collectionSpec } from "../../../../../components/collections/collection-spec";
import { changes } from "../../../../../components/collections/plugin/diff";

function diff(declared: Partial<CollectionSpec>): string[] {
  const state = (spec: Partial<CollectionSpec>) =>
    collectionSpec.parse({ name: "a", dimensions: 4, payloadIndexes: { source: "keyword" }, ...spec });
  return changes(state({}), state(declared)).map(({ path, replaces }) => (replaces ? `${path} (replaces)` : path));
}

describe("changes", () => {
  it("finds none between equals", () => {
    expect(diff({})).toEqual([]);
  });

  it.each([
    [{ name: "b" }, "name (replaces)"],
    [{ dimensions: 8 }, "dimensions (replaces)"],
    [{ distance: "Dot" }, "distance (replaces)"],
    [{ shards: 2 }, "shards (replaces)"],
    [{ replicas: 2 }, "replicas"],
    [{ quantization: "binary" }, "quantization"],
    [{ onDisk: true }, "onDisk"],
    [{ hnsw: { efConstruct: 200 } }, "hnsw.efConstruct"],
    [{ payloadIndexes: { source: "text" } }, "payloadIndexes.source"],
    [{ payloadIndexes: { source: "keyword", "meta.lang": "keyword" } }, 'payloadIndexes["meta.lang"]'],
    [{ payloadIndexes: {} }, "payloadIndexes.source"],
    [{ backupPriority: "high" }, "backupPriority"],
  ] satisfies [Partial<CollectionSpec>, string][])("%j is %s", (declared, expected) => {
    expect(diff(declared)).toEqual([expected]);
  });
});
