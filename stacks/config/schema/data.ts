import { z } from "zod";
import { choice, cpu, flag, integer, memory, section, storage, text } from "./fields";
import { sized } from "./units";

export const qdrant = sized(
  section({
    replicas: integer(1, 32).default(1).describe("Qdrant nodes; more than one form a cluster."),
    cpu: cpu("100m", "256").prefault(1).describe("Cores of one node."),
    memory: memory("256Mi", "8Ti").prefault("1Gi").describe("Memory of one node."),
    storage: storage("1Gi", "256Ti").prefault("5Gi").describe("Disk for vectors, payloads and indexes of one node."),
    snapshotStorage: storage("1Gi", "256Ti").prefault("5Gi").describe("Disk for the snapshots of one node."),
    storagePath: text(/^\/[\w./-]+$/, "an absolute path")
      .optional()
      .describe("Directory of the host that holds the data. Default: a volume that the platform places."),
    logLevel: choice(["trace", "debug", "info", "warn", "error"]).default("info").describe("Least severe line logged."),
    maxConcurrentRequests: integer(1, 100_000).default(2000).describe("Requests one node works on at the same time."),
  }),
)
  .prefault({})
  .describe("The vector database.");

export const collection = section({
  dimensions: integer(1, 65_536).optional().describe("Numbers in a vector. Default: embedding.dimensions."),
  distance: choice(["Cosine", "Dot", "Euclid", "Manhattan"])
    .default("Cosine")
    .describe("How far two vectors are apart."),
  replicas: integer(1, 32).default(1).describe("Copies of each shard, on different Qdrant nodes."),
  shards: integer(1, 256).default(1).describe("Parts that the collection is split into. Fixed once it exists."),
  quantization: choice(["none", "scalar", "binary"])
    .default("none")
    .describe("Compressed copy searched first: scalar takes a quarter of the memory, binary a thirty-second."),
  onDisk: flag().default(false).describe("Keep the original vectors on disk and only the compressed copy in memory."),
  payloadIndexes: z
    .record(
      z.string().regex(/^[\w.[\]-]{1,128}$/, { error: "a payload field such as source or meta.lang" }),
      choice(["keyword", "integer", "float", "bool", "datetime", "text", "uuid", "geo"]),
      { error: "an object of payload field to index type" },
    )
    .default({ source: "keyword", createdAt: "datetime" })
    .describe("Payload fields that filters use, each with the type of its index."),
  backupPriority: choice(["high", "medium", "low"]).default("medium").describe("Order and frequency of its backups."),
  expectedVectors: integer(0, Number.MAX_SAFE_INTEGER)
    .default(10_000)
    .describe("Vectors it has to hold. Memory and disk are checked against it before anything is deployed."),
});

export const collections = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, { error: "a name of lower-case letters, digits, _ and -" }),
    collection.nullable().describe("A collection; null removes one of the standard nine."),
    { error: "an object of collection name to settings" },
  )
  .default({})
  .describe("Collections by name, merged over the standard nine.");

export const redis = sized(
  section({
    cpu: cpu("50m", "64").prefault("250m").describe("Cores."),
    cacheMemory: memory("16Mi", "1Ti")
      .prefault("128Mi")
      .describe("Ceiling for cached data; the process gets half as much again."),
  }),
)
  .prefault({})
  .describe("The cache.");

export const postgres = sized(
  section({
    cpu: cpu("100m", "128").prefault("500m").describe("Cores."),
    memory: memory("256Mi", "2Ti").prefault("512Mi").describe("Memory."),
    storage: storage("1Gi", "64Ti").prefault("2Gi").describe("Disk."),
    maxConnections: integer(20, 10_000).default(50).describe("Connections the server accepts."),
  }),
)
  .prefault({})
  .describe("The metadata database.");
