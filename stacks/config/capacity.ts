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
/** What the schema allows. */
const MOST_MEMBERS = 32;

/** What one copy of a collection takes. */
export interface Need {
  readonly memoryGiB: number;
  readonly diskGiB: number;
}

export interface Capacity {
  readonly vectors: number;
  readonly collections: Readonly<Record<string, Need>>;
  /** What the fullest Qdrant member has to hold. */
  readonly member: Need;
  /** What a Qdrant member may hold. */
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
  const onMember = entries.map(([, collection]) => share(collectionNeed(collection), collection, qdrant.replicas));
  return {
    vectors: sum(entries.map(([, collection]) => collection.expectedVectors)),
    collections: Object.fromEntries(needs),
    member: { memoryGiB: sum(onMember.map((n) => n.memoryGiB)), diskGiB: sum(onMember.map((n) => n.diskGiB)) },
    usable: { memoryGiB: (qdrant.memoryMiB / 1024) * USABLE, diskGiB: qdrant.storageGiB * USABLE },
  };
}

/** Refuses a stack that cannot hold the vectors it declares, with the arithmetic. */
export function capacityProblems(config: Sized): Problem[] {
  const { member, usable } = capacity(config);
  return [
    ...(member.memoryGiB > usable.memoryGiB ? [memoryProblem(config)] : []),
    ...(member.diskGiB > usable.diskGiB ? [diskProblem(config)] : []),
    ...(member.diskGiB > config.qdrant.snapshotStorageGiB ? [snapshotProblem(config)] : []),
  ];
}

function memoryProblem(config: Sized): Problem {
  const compressed = capacity({ ...config, collections: smallest(config.collections) }).member.memoryGiB;
  const helps = compressed < capacity(config).member.memoryGiB;
  const alternative = helps ? `, or use quantization binary with onDisk true, which takes ${gib(compressed)}` : "";
  return shortage(config, "memory", "memoryGiB", formatMiB(config.qdrant.memoryMiB), alternative);
}

function diskProblem(config: Sized): Problem {
  return shortage(config, "storage", "diskGiB", `${config.qdrant.storageGiB}Gi`);
}

function shortage(config: Sized, key: string, kind: keyof Need, given: string, alternative = ""): Problem {
  const { member, usable } = capacity(config);
  const place = config.qdrant.replicas > 1 ? "a member" : "the node";
  const more = members(config, kind);
  return {
    path: ["qdrant", key],
    found: found(given),
    allowed: `what the collections need: ${arithmetic(config, kind)} = ${gib(member[kind])} on ${place}, which may hold ${gib(usable[kind])} (${USABLE * 100} %)`,
    advice: `raise qdrant.${key} to ${Math.ceil(member[kind] / USABLE)}Gi${more ? `, or qdrant.replicas to ${more}` : ""}${alternative}`,
  };
}

/** So many members hold it with what each has now. @returns undefined where more of them would not help: shards are too few */
function members(config: Sized, kind: keyof Need): number | undefined {
  const counts = Array.from(
    { length: MOST_MEMBERS - config.qdrant.replicas },
    (_, more) => config.qdrant.replicas + more + 1,
  );
  return counts.find((replicas) => {
    const { member, usable } = capacity({ ...config, qdrant: { ...config.qdrant, replicas } });
    return member[kind] <= usable[kind];
  });
}

function snapshotProblem(config: Sized): Problem {
  const needed = capacity(config).member.diskGiB;
  return {
    path: ["qdrant", "snapshotStorage"],
    found: found(`${config.qdrant.snapshotStorageGiB}Gi`),
    allowed: `room for one snapshot of everything on a member, ${gib(needed)}`,
    advice: `raise qdrant.snapshotStorage to ${Math.ceil(needed)}Gi`,
  };
}

/** "mixtral 20000000 x 384 binary 3.7 GiB + …", the largest first; in a cluster with the part of it that a member has. */
function arithmetic({ qdrant, collections }: Sized, kind: keyof Need): string {
  return Object.entries(collections)
    .map(([name, c]) => ({
      name,
      c,
      whole: collectionNeed(c)[kind],
      held: share(collectionNeed(c), c, qdrant.replicas)[kind],
    }))
    .sort((a, b) => b.held - a.held)
    .map(({ name, c, whole, held }) => {
      const size = qdrant.replicas > 1 ? `${gib(whole)} x ${spread(c, qdrant.replicas)} ${gib(held)}` : gib(held);
      return `${name} ${c.expectedVectors} x ${c.dimensions}${describe(c)} ${size}`;
    })
    .join(" + ");
}

function describe({ quantization, onDisk }: CollectionConfig): string {
  return ` ${quantization === "none" ? "float32" : quantization}${onDisk ? ", on disk" : ""}`;
}

/** "2/3 (3 shards x 2 copies on 3 members)" */
function spread(collection: CollectionConfig, nodes: number): string {
  const { shards, replicas } = collection;
  return `${shardsHeld(collection, nodes)}/${shards} (${shards} shards x ${replicas} copies on ${nodes} members)`;
}

/** Qdrant spreads each collection by itself, so what does not divide may land on the same member every time: the fullest. */
function shardsHeld({ shards, replicas }: CollectionConfig, nodes: number): number {
  return Math.ceil((shards * replicas) / nodes);
}

function share(need: Need, collection: CollectionConfig, nodes: number): Need {
  const part = shardsHeld(collection, nodes) / collection.shards;
  return { memoryGiB: need.memoryGiB * part, diskGiB: need.diskGiB * part };
}

function smallest(collections: Sized["collections"]): Sized["collections"] {
  const shrink = (c: CollectionConfig): CollectionConfig => ({ ...c, quantization: "binary", onDisk: true });
  return Object.fromEntries(Object.entries(collections).map(([name, c]) => [name, shrink(c)]));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const gib = (n: number): string => `${n < 10 ? n.toFixed(2) : n.toFixed(1)} GiB`;
