import { isDeepStrictEqual } from "node:util";
import type { CollectionState } from "../collection-spec";

export interface Change {
  /** Property path, as the engine prints it. */
  readonly path: string;
  /** Can be had only by dropping the collection, and every vector with it. */
  readonly replaces: boolean;
}

/** Fixed by Qdrant when a collection is created. */
export const FIXED = ["name", "dimensions", "distance", "shards"] as const satisfies (keyof CollectionState)[];

const CHANGEABLE = [
  "replicas",
  "quantization",
  "onDisk",
  "hnsw",
  "payloadIndexes",
  "backupPriority",
] as const satisfies (keyof CollectionState)[];

/** What has to change so that the collection is as declared. */
export function changes(actual: CollectionState, declared: CollectionState): Change[] {
  const differs = (key: keyof CollectionState): boolean => !isDeepStrictEqual(actual[key], declared[key]);
  return [
    ...FIXED.filter(differs).map((key) => ({ path: key, replaces: true })),
    ...CHANGEABLE.filter(differs).flatMap((key) => nested(key, actual[key], declared[key])),
  ];
}

/** `hnsw.m` says more than `hnsw`. */
function nested(key: string, actual: unknown, declared: unknown): Change[] {
  if (!isObject(actual) || !isObject(declared)) return [{ path: key, replaces: false }];
  const inner = [...new Set([...Object.keys(actual), ...Object.keys(declared)])].sort();
  return inner
    .filter((name) => actual[name] !== declared[name])
    .map((name) => ({ path: `${key}${segment(name)}`, replaces: false }));
}

function segment(name: string): string {
  return /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
