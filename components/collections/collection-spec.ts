import { z } from "zod";

const count = (high: number) => z.int().min(1).max(high);

/**
 * A collection as it is declared and as the provider plugin reports it: one shape, checked and completed in one place.
 * Importing it costs a plugin start-up, so nothing heavier than the checker may come in here.
 */
export const collectionSpec = z.strictObject({
  /** As it is called in Qdrant. */
  name: z.string().regex(/^[\w.-]{1,255}$/, { error: "expected 1 to 255 letters, digits, '_', '-' or '.'" }),
  /** Numbers in a vector; must be what the embedding model makes. */
  dimensions: count(65_536),
  /** How far two vectors are apart. @default "Cosine" */
  distance: z.enum(["Cosine", "Dot", "Euclid", "Manhattan"]).default("Cosine"),
  /** Copies of each shard, on different nodes. @default 1 */
  replicas: count(32).default(1),
  /** Parts that the collection is split into. @default 1 */
  shards: count(256).default(1),
  /** Compressed copy that is searched first. @default "none" */
  quantization: z.enum(["none", "scalar", "binary"]).default("none"),
  /** Keep the original vectors on disk. @default false */
  onDisk: z.boolean().default(false),
  /** The graph that is searched: denser is more exact, larger and slower to build. */
  hnsw: z
    .strictObject({
      /** Edges of a node. @default 16 */
      m: z.int().min(4).max(512).default(16),
      /** Neighbours looked at while building. @default 100 */
      efConstruct: z.int().min(4).max(10_000).default(100),
    })
    .prefault({}),
  /** Payload fields that filters use, each with the type of its index. @default {} */
  payloadIndexes: z
    .record(z.string().min(1), z.enum(["keyword", "integer", "float", "bool", "datetime", "text", "uuid", "geo"]))
    .default({}),
  /** Order and frequency of its backups; Qdrant knows nothing of it. @default "medium" */
  backupPriority: z.enum(["high", "medium", "low"]).default("medium"),
});

/** What a user writes. */
export type CollectionSpec = Readonly<z.input<typeof collectionSpec>>;
/** The same with every default filled in. */
export type CollectionState = Readonly<z.output<typeof collectionSpec>>;
