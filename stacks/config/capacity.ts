import { found, type Problem } from "./problem";
import { formatMiB } from "./quantity";
import type { CollectionConfig, PlatformConfig } from "./resolve";

type Sized = Pick<PlatformConfig, "qdrant" | "collections">;

const GIB = 1024 ** 3;
const FLOAT_BYTES = 4;
/** Row A4: what Qdrant keeps beside the vectors (ids, versions, the graph, segments being rewritten). */
const OVERHEAD = 1.5;
/** Links of a vector in the HNSW graph: Qdrant's default m of 16, both ways on the lowest layer, 4 bytes each. */
const GRAPH_BYTES = 2 * 16 * 4;
const COMPRESSION = { none: 0, scalar: 4, binary: 32 } as const;
/** The rest is for requests, the optimizer and the page cache; and for the alert to come long before full. */
const USABLE = 0.8;

/** What one copy of a collection takes. */
export interface Need {
  readonly memoryGiB: number;
  readonly diskGiB: number;
}

export interface Capacity {
  readonly vectors: number;
  readonly collections: Readonly<Record<string, Need>>;
  /** What the fullest Qdrant node has to hold. */
  readonly node: Need;
  /** What a Qdrant node may hold. */
  readonly usable: Need;
}

export function collectionNeed(collection: CollectionConfig): Need {
  const { expectedVectors, dimensions, quantization, onDisk } = collection;
  const originals = expectedVectors * dimensions * FLOAT_BYTES;
  const compressed = quantization === "none" ? 0 : originals / COMPRESSION[quantization];
  // With the originals on disk the factor no longer covers the graph: it belongs to the vectors it was measured with.
  const memory = compressed * OVERHEAD + (onDisk ? expectedVectors * GRAPH_BYTES : originals * OVERHEAD);
  return { memoryGiB: memory / GIB, diskGiB: (originals * OVERHEAD + compressed) / GIB };
}

export function capacity({ qdrant, collections }: Sized): Capacity {
  const entries = Object.entries(collections);
  const needs = entries.map(([name, collection]) => [name, collectionNeed(collection)] as const);
  const onNode = entries.map(([, collection]) => share(collectionNeed(collection), collection, qdrant.replicas));
  return {
    vectors: sum(entries.map(([, collection]) => collection.expectedVectors)),
    collections: Object.fromEntries(needs),
    node: { memoryGiB: sum(onNode.map((n) => n.memoryGiB)), diskGiB: sum(onNode.map((n) => n.diskGiB)) },
    usable: { memoryGiB: (qdrant.memoryMiB / 1024) * USABLE, diskGiB: qdrant.storageGiB * USABLE },
  };
}

/** Refuses a stack that cannot hold the vectors it declares, with the arithmetic. */
export function capacityProblems(config: Sized): Problem[] {
  const { node, usable } = capacity(config);
  return [
    ...(node.memoryGiB > usable.memoryGiB ? [memoryProblem(config)] : []),
    ...(node.diskGiB > usable.diskGiB ? [diskProblem(config)] : []),
    ...(node.diskGiB > config.qdrant.snapshotStorageGiB ? [snapshotProblem(config)] : []),
  ];
}

function memoryProblem(config: Sized): Problem {
  const { node, usable } = capacity(config);
  const compressed = capacity({ ...config, collections: smallest(config.collections) }).node.memoryGiB;
  const alternative =
    compressed < node.memoryGiB ? `, or use quantization binary with onDisk true, which takes ${gib(compressed)}` : "";
  return {
    path: ["qdrant", "memory"],
    found: found(formatMiB(config.qdrant.memoryMiB)),
    allowed: `what the collections need: ${arithmetic(config, "memoryGiB")} = ${gib(node.memoryGiB)} on a node, which may hold ${gib(usable.memoryGiB)} (${USABLE * 100} %)`,
    advice: `raise qdrant.memory to ${Math.ceil(node.memoryGiB / USABLE)}Gi${alternative}`,
  };
}

function diskProblem(config: Sized): Problem {
  const { node, usable } = capacity(config);
  return {
    path: ["qdrant", "storage"],
    found: found(`${config.qdrant.storageGiB}Gi`),
    allowed: `what the collections need: ${arithmetic(config, "diskGiB")} = ${gib(node.diskGiB)} on a node, which may hold ${gib(usable.diskGiB)} (${USABLE * 100} %)`,
    advice: `raise qdrant.storage to ${Math.ceil(node.diskGiB / USABLE)}Gi`,
  };
}

function snapshotProblem(config: Sized): Problem {
  const needed = capacity(config).node.diskGiB;
  return {
    path: ["qdrant", "snapshotStorage"],
    found: found(`${config.qdrant.snapshotStorageGiB}Gi`),
    allowed: `room for one snapshot of everything on a node, ${gib(needed)}`,
    advice: `raise qdrant.snapshotStorage to ${Math.ceil(needed)}Gi`,
  };
}

/** "mixtral 20000000 x 384 binary 3.7 GiB + …", the largest first. */
function arithmetic(config: Sized, kind: keyof Need): string {
  return Object.entries(config.collections)
    .map(([name, c]) => ({ name, c, size: share(collectionNeed(c), c, config.qdrant.replicas)[kind] }))
    .sort((a, b) => b.size - a.size)
    .map(({ name, c, size }) => `${name} ${c.expectedVectors} x ${c.dimensions}${describe(c)} ${gib(size)}`)
    .join(" + ");
}

function describe({ quantization, onDisk, replicas }: CollectionConfig): string {
  const parts = [quantization === "none" ? "float32" : quantization, ...(onDisk ? ["on disk"] : [])];
  return ` ${parts.join(", ")}${replicas > 1 ? ` x ${replicas} replicas` : ""}`;
}

/** The fullest node: shard copies spread evenly, and what does not divide lands on it. */
function share(need: Need, { shards, replicas }: CollectionConfig, nodes: number): Need {
  const part = Math.ceil((shards * replicas) / nodes) / shards;
  return { memoryGiB: need.memoryGiB * part, diskGiB: need.diskGiB * part };
}

function smallest(collections: Sized["collections"]): Sized["collections"] {
  const shrink = (c: CollectionConfig): CollectionConfig => ({ ...c, quantization: "binary", onDisk: true });
  return Object.fromEntries(Object.entries(collections).map(([name, c]) => [name, shrink(c)]));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const gib = (n: number): string => `${n < 10 ? n.toFixed(2) : n.toFixed(1)} GiB`;
