import { isDeepStrictEqual } from "node:util";
import type { CollectionState } from "../collection-spec";
import { PlainError } from "./errors";

/** The part of Qdrant's description of a collection that is managed here. */
export interface CollectionInfo {
  readonly config: {
    readonly params: {
      readonly vectors?: { readonly size?: number; readonly distance?: string; readonly on_disk?: boolean | null };
      readonly shard_number?: number;
      readonly replication_factor?: number;
    };
    readonly hnsw_config: { readonly m: number; readonly ef_construct: number };
    readonly quantization_config?: Readonly<Record<string, unknown>> | null;
  };
  readonly payload_schema?: Readonly<Record<string, { readonly data_type: string }>>;
}

/** Compressed copies stay in memory: they are what makes the search fast when the originals are on disk. */
const QUANTIZATION = {
  scalar: { scalar: { type: "int8", quantile: 0.99, always_ram: true } },
  binary: { binary: { always_ram: true } },
} as const;

export function creation(declared: CollectionState): object {
  const { quantization } = declared;
  return {
    vectors: { size: declared.dimensions, distance: declared.distance, on_disk: declared.onDisk },
    shard_number: declared.shards,
    replication_factor: declared.replicas,
    hnsw_config: hnsw(declared),
    ...(quantization !== "none" && { quantization_config: QUANTIZATION[quantization] }),
  };
}

/** Only what differs: Qdrant waits for its optimizers on every parameter that it is sent. Indexes go another way. */
export function change(actual: CollectionState, declared: CollectionState): object {
  const { quantization } = declared;
  const differs = (key: keyof CollectionState): boolean => !isDeepStrictEqual(actual[key], declared[key]);
  return {
    // The one vector of a point has no name.
    ...(differs("onDisk") && { vectors: { "": { on_disk: declared.onDisk } } }),
    ...(differs("replicas") && { params: { replication_factor: declared.replicas } }),
    ...(differs("hnsw") && { hnsw_config: hnsw(declared) }),
    ...(differs("quantization") && {
      quantization_config: quantization === "none" ? "Disabled" : QUANTIZATION[quantization],
    }),
  };
}

/** What is there, in the words of the declaration. `backupPriority` is nobody's but ours, so it is taken over. */
export function observed(
  name: string,
  { config, payload_schema }: CollectionInfo,
  backupPriority: CollectionState["backupPriority"],
): CollectionState {
  const { params, hnsw_config } = config;
  if (params.vectors?.size === undefined) {
    throw new PlainError(
      `the collection "${name}" in Qdrant has named vectors; the platform manages collections with one unnamed vector. ` +
        "Rename the declaration, or move the vectors to a new collection and delete the old one by hand.",
    );
  }
  const indexes = Object.entries(payload_schema ?? {}).map(([field, { data_type }]) => [field, data_type]);
  return {
    name,
    dimensions: params.vectors.size,
    distance: params.vectors.distance as CollectionState["distance"],
    replicas: params.replication_factor ?? 1,
    shards: params.shard_number ?? 1,
    quantization: quantizationOf(config),
    onDisk: params.vectors.on_disk ?? false,
    hnsw: { m: hnsw_config.m, efConstruct: hnsw_config.ef_construct },
    payloadIndexes: Object.fromEntries(indexes),
    backupPriority,
  };
}

function hnsw({ hnsw: { m, efConstruct } }: CollectionState): object {
  return { m, ef_construct: efConstruct };
}

/** A kind that is not managed here is reported by its own name, so that it shows as a difference. */
function quantizationOf({ quantization_config }: CollectionInfo["config"]): CollectionState["quantization"] {
  return (Object.keys(quantization_config ?? {})[0] ?? "none") as CollectionState["quantization"];
}
