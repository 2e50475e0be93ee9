import type { Cache } from "../dependencies/cache";
import type { Embedding, EmbeddingModel } from "../dependencies/embedding";
import { unavailable } from "../errors";
import type { Metrics } from "../metrics";
import { embeddingKey } from "./keys";

export interface TextVectorsOptions {
  readonly embedding: Embedding;
  readonly cache: Cache;
  readonly metrics: Metrics;
  readonly ttlSeconds: number;
}

/** Texts to vectors, each text once: what was embedded before comes from the cache. */
export class TextVectors {
  constructor(private readonly options: TextVectorsOptions) {}

  /** @throws ApiError 503 until the embedding service has answered once */
  model(): EmbeddingModel {
    const { model } = this.options.embedding;
    if (!model) throw unavailable("embedding");
    return model;
  }

  async of(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    const { embedding, cache, metrics } = this.options;
    if (texts.length === 0) return [];
    const keys = texts.map((text) => embeddingKey(this.model().id, text));
    const vectors = (await cache.get(keys)).map((value) => value && unpack(value));
    const missing = [...new Set(texts.filter((_, index) => !vectors[index]))];
    metrics.cacheMisses.inc({ cache: "embedding" }, missing.length);
    metrics.cacheHits.inc({ cache: "embedding" }, vectors.filter((vector) => vector !== null).length);
    if (missing.length === 0) return vectors.filter((vector) => vector !== null);
    const fresh = new Map(zip(missing, await embedding.embed(missing)));
    this.#remember(fresh);
    return texts.map((text, index) => vectors[index] ?? fresh.get(text) ?? []);
  }

  /** Nobody waits for it: the answer is already there. */
  #remember(fresh: ReadonlyMap<string, readonly number[]>): void {
    const { cache, ttlSeconds } = this.options;
    const model = this.model().id;
    const entries = [...fresh].map(([text, vector]) => ({ key: embeddingKey(model, text), value: pack(vector) }));
    void cache.set(entries, ttlSeconds);
  }
}

function zip<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  if (left.length !== right.length) {
    throw unavailable("embedding", new Error(`embedding: ${right.length} vectors for ${left.length} texts`));
  }
  return left.map((value, index) => [value, right[index] as B]);
}

/** 32-bit floats, as models produce and Qdrant keeps them: a quarter of the same numbers as text. */
function pack(vector: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(vector).buffer);
}

function unpack(value: Buffer): number[] {
  const aligned = Uint8Array.from(value);
  return [...new Float32Array(aligned.buffer, 0, Math.floor(aligned.byteLength / 4))];
}
