import type { Cache } from "../dependencies/cache";
import type { CollectionInfo, Filter, Hit, VectorStore } from "../dependencies/qdrant";
import { invalid } from "../errors";
import type { Metrics } from "../metrics";
import { assertTextFits, assertVectorFits, type Directory } from "./directory";
import { generationKey, searchKey } from "./keys";
import type { TextVectors } from "./text-vectors";

export interface SearchBody {
  readonly text?: string;
  readonly vector?: readonly number[];
  readonly limit: number;
  readonly filter?: Filter;
  readonly withPayload: boolean;
}

export interface SearchAnswer {
  readonly collection: string;
  readonly hits: readonly Hit[];
  /** From the cache; at most a few seconds old, and never older than a write through this API. */
  readonly cached: boolean;
}

export interface SearchOptions {
  readonly store: VectorStore;
  readonly cache: Cache;
  readonly directory: Directory;
  readonly texts: TextVectors;
  readonly metrics: Metrics;
  readonly ttlSeconds: number;
}

interface CachedSearch {
  readonly generation: string;
  readonly hits: readonly Hit[];
}

/** Longer than any result lives, so that a generation outlives what was found under it. */
const GENERATION_TTL_SECONDS = 7200;

export class Search {
  constructor(private readonly options: SearchOptions) {}

  async run(name: string, body: SearchBody): Promise<SearchAnswer> {
    const collection = await this.options.directory.require(name);
    const subject = this.#subject(collection, body);
    const { limit, filter, withPayload } = body;
    const key = searchKey({ collection: name, subject, limit, filter, withPayload });
    const known = await this.#recall(name, key);
    if (known.hits) return { collection: name, hits: known.hits, cached: true };
    const vector = "text" in subject ? (await this.options.texts.of([subject.text]))[0] : subject;
    const hits = await this.options.store.search(name, { vector: vector ?? [], limit, filter, withPayload });
    this.#remember(key, { generation: known.generation, hits });
    return { collection: name, hits, cached: false };
  }

  /** After every write: what was found before is no longer true. */
  async forget(name: string): Promise<void> {
    await this.options.cache.renew(generationKey(name), GENERATION_TTL_SECONDS);
  }

  #subject(collection: CollectionInfo, body: SearchBody) {
    const { text, vector } = body;
    if (text !== undefined && vector === undefined) {
      const model = this.options.texts.model();
      assertTextFits(collection, model, "body.text");
      return { model: model.id, text };
    }
    if (vector === undefined || text !== undefined) throw invalid('give either "text" or "vector"', "body");
    assertVectorFits(collection, vector, "body.vector");
    return vector;
  }

  async #recall(name: string, key: string): Promise<{ generation: string; hits?: readonly Hit[] }> {
    const { cache, metrics, ttlSeconds } = this.options;
    if (ttlSeconds === 0) return { generation: "" };
    const [current, value] = await cache.get([generationKey(name), key]);
    const generation = current?.toString() ?? "";
    const found = value ? (JSON.parse(value.toString()) as CachedSearch) : undefined;
    const hits = found?.generation === generation ? found.hits : undefined;
    (hits ? metrics.cacheHits : metrics.cacheMisses).inc({ cache: "search" });
    return { generation, hits };
  }

  #remember(key: string, search: CachedSearch): void {
    const { cache, ttlSeconds } = this.options;
    void cache.set([{ key, value: Buffer.from(JSON.stringify(search)) }], ttlSeconds);
  }
}
