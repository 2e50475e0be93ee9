import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacity } from "../../../../stacks/config";
import { collectionNeed } from "../../../../stacks/config/capacity";
import type { CollectionConfig } from "../../../../stacks/config/resolve";
import { load, PRODUCTION, problems } from "./support";

const MILLION_768: CollectionConfig = {
  dimensions: 768,
  distance: "Cosine",
  replicas: 1,
  shards: 1,
  quantization: "none",
  onDisk: false,
  payloadIndexes: {},
  backupPriority: "low",
  expectedVectors: 1_000_000,
};

const GB = 1_000_000_000 / 1024 ** 3;

describe("collectionNeed, for a million vectors of 768 dimensions", () => {
  it.each([
    // 1e6 x 768 x 4 B x 1.5 = 4.608 GB
    ["none", false, 4.608, 4.608],
    // the graph alone: 1e6 x 128 B
    ["none", true, 0.128, 4.608],
    // compressed 0.768 GB x 1.5 beside the originals; on disk once
    ["scalar", false, 4.608 + 1.152, 4.608 + 0.768],
    ["scalar", true, 1.152 + 0.128, 4.608 + 0.768],
    ["binary", true, 0.144 + 0.128, 4.608 + 0.096],
  ] as const)("quantization %s, on disk %s: %d GB of memory, %d GB of disk", (quantization, onDisk, memory, disk) => {
    const need = collectionNeed({ ...MILLION_768, quantization, onDisk });
    expect(need.memoryGiB).toBeCloseTo(memory * GB, 9);
    expect(need.diskGiB).toBeCloseTo(disk * GB, 9);
  });
});

describe("capacity", () => {
  it("holds more than 100 million vectors in production as shipped", () => {
    const { vectors, member, usable } = capacity(load(PRODUCTION));
    expect(vectors).toBeGreaterThanOrEqual(100_000_000);
    expect(member.memoryGiB).toBeLessThan(usable.memoryGiB);
    expect(member.diskGiB).toBeLessThan(usable.diskGiB);
    expect(usable).toEqual({ memoryGiB: 25.6, diskGiB: 819.2 });
  });

  it("puts what does not divide evenly on the fullest member", () => {
    const on = (shards: number, replicas: number, nodes: number) =>
      capacity({
        qdrant: { ...load().qdrant, replicas: nodes },
        collections: { a: { ...MILLION_768, shards, replicas } },
      }).member.memoryGiB / collectionNeed(MILLION_768).memoryGiB;
    expect(on(1, 1, 3)).toBe(1);
    expect(on(3, 1, 3)).toBeCloseTo(1 / 3);
    expect(on(6, 2, 3)).toBeCloseTo(2 / 3);
    expect(on(4, 1, 3)).toBeCloseTo(2 / 4);
  });

  it("never needs less for more vectors, and never more for stronger compression", () => {
    const sized = fc.record({
      dimensions: fc.integer({ min: 1, max: 4096 }),
      expectedVectors: fc.nat(1e9),
      onDisk: fc.constant(true),
    });
    fc.assert(
      fc.property(sized, fc.nat(1e6), (size, more) => {
        const need = (quantization: CollectionConfig["quantization"], extra = 0) =>
          collectionNeed({ ...MILLION_768, ...size, quantization, expectedVectors: size.expectedVectors + extra })
            .memoryGiB;
        expect(need("scalar", more)).toBeGreaterThanOrEqual(need("scalar"));
        expect(need("binary")).toBeLessThanOrEqual(need("scalar"));
      }),
    );
  });
});

describe("a stack that cannot hold what it declares", () => {
  const others = Object.fromEntries(
    ["hermes", "openchat", "phi3", "yi34b", "deepcoder", "imp", "deepseek", "general"].map((name) => [name, null]),
  );

  it("is refused with the arithmetic for memory, and told what compression would save", () => {
    const collections = { ...others, mixtral: { expectedVectors: 1_000_000 } };
    expect(problems({ collections })).toEqual([
      '- qdrant.memory is "1Gi"; allowed: what the collections need: mixtral 1000000 x 384 float32 2.15 GiB = 2.15 GiB on the node, which may hold 0.80 GiB (80 %); raise qdrant.memory to 3Gi, or use quantization binary with onDisk true, which takes 0.19 GiB',
    ]);
  });

  it("is refused for disk and snapshots as well", () => {
    const collections = {
      ...others,
      mixtral: { expectedVectors: 3_000_000, onDisk: true, quantization: "binary", replicas: 2 },
    };
    expect(problems({ collections, qdrant: { replicas: 2 } })).toEqual([
      '- qdrant.storage is "5Gi"; allowed: what the collections need: mixtral 3000000 x 384 binary, on disk 6.57 GiB x 1/1 (1 shards x 2 copies on 2 members) 6.57 GiB = 6.57 GiB on a member, which may hold 4.00 GiB (80 %); raise qdrant.storage to 9Gi',
      '- qdrant.snapshotStorage is "5Gi"; allowed: room for one snapshot of everything on a member, 6.57 GiB; raise qdrant.snapshotStorage to 7Gi',
    ]);
  });

  it("shows what each member of a cluster holds, and how many members would do", () => {
    const mixtral = { expectedVectors: 3_000_000, shards: 6, replicas: 2 };
    const cluster = { collections: { ...others, mixtral }, qdrant: { replicas: 3, memory: "2Gi", storage: "50Gi" } };
    const [refused, ...more] = problems(cluster);
    expect(more).toEqual([]);
    expect(refused).toBe(
      '- qdrant.memory is "2Gi"; allowed: what the collections need: mixtral 3000000 x 384 float32 6.44 GiB x 4/6 (6 shards x 2 copies on 3 members) 4.29 GiB = 4.29 GiB on a member, which may hold 1.60 GiB (80 %); raise qdrant.memory to 6Gi, or qdrant.replicas to 12, or use quantization binary with onDisk true, which takes 0.37 GiB',
    );
    expect(problems({ ...cluster, qdrant: { ...cluster.qdrant, replicas: 12 } })).toEqual([]);
    expect(problems({ ...cluster, qdrant: { ...cluster.qdrant, replicas: 11 } })).not.toEqual([]);
  });

  it("does as advised and is accepted", () => {
    const collections = { ...others, mixtral: { expectedVectors: 1_000_000 } };
    expect(problems({ collections, qdrant: { memory: "3Gi" } })).toEqual([]);
    const compressed = { mixtral: { ...collections.mixtral, quantization: "binary", onDisk: true } };
    expect(problems({ collections: { ...others, ...compressed } })).toEqual([]);
  });

  it("is refused in production without the compression of the preset", () => {
    const [memory] = problems({ ...PRODUCTION, collections: { mixtral: { quantization: "none", onDisk: false } } });
    expect(memory).toContain('qdrant.memory is "32Gi"');
    expect(memory).toContain(
      "mixtral 20000000 x 384 float32 42.9 GiB + hermes 20000000 x 384 binary, on disk 3.73 GiB",
    );
  });
});
