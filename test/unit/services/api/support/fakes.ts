import type { Cache, Entry } from "../../../../../services/api/src/dependencies/cache";
import type { Embedding, EmbeddingModel } from "../../../../../services/api/src/dependencies/embedding";
import type {
  CollectionInfo,
  Hit,
  Point,
  Selection,
  VectorQuery,
  VectorStore,
} from "../../../../../services/api/src/dependencies/qdrant";

/** A vector database of one process: real similarity, no filters. */
export class FakeStore implements VectorStore {
  readonly name = "qdrant";
  readonly essential = true;
  readonly queries: VectorQuery[] = [];
  /** What every call rejects with, while set. */
  failure?: Error;
  readonly #collections = new Map<string, { dimensions: number; points: Map<string, Point> }>();

  constructor(collections: Readonly<Record<string, number>>) {
    for (const [name, dimensions] of Object.entries(collections)) {
      this.#collections.set(name, { dimensions, points: new Map() });
    }
  }

  async check(): Promise<void> {
    if (this.failure) throw this.failure;
  }

  async list(): Promise<readonly string[]> {
    await this.check();
    return [...this.#collections.keys()];
  }

  async describe(name: string): Promise<CollectionInfo | undefined> {
    await this.check();
    const found = this.#collections.get(name);
    if (!found) return undefined;
    const { dimensions, points } = found;
    return { name, status: "green", points: points.size, dimensions, distance: "Dot" };
  }

  async search(name: string, query: VectorQuery): Promise<readonly Hit[]> {
    await this.check();
    this.queries.push(query);
    const points = [...(this.#collections.get(name)?.points.values() ?? [])];
    const hits = points.map(({ id, vector, payload }) => ({ id, score: dot(vector, query.vector), payload }));
    return hits.sort((a, b) => b.score - a.score).slice(0, query.limit);
  }

  async upsert(name: string, points: readonly Point[]): Promise<void> {
    await this.check();
    for (const point of points) this.#collections.get(name)?.points.set(String(point.id), point);
  }

  async remove(name: string, selection: Selection): Promise<void> {
    await this.check();
    if (!("ids" in selection)) throw new Error("the fake store knows no filters");
    for (const id of selection.ids) this.#collections.get(name)?.points.delete(String(id));
  }
}

/** The same text always gives the same vector. */
export class FakeEmbedding implements Embedding {
  readonly name = "embedding";
  readonly essential = false;
  readonly asked: string[] = [];
  failure?: Error;
  model: EmbeddingModel | undefined = { id: "fake@1", dimensions: 3 };

  async check(): Promise<void> {
    if (this.failure) throw this.failure;
  }

  async embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    await this.check();
    this.asked.push(...texts);
    return texts.map((text) => [text.length, text.charCodeAt(0), 1]);
  }
}

export class MemoryCache implements Cache {
  readonly name = "redis";
  readonly essential = false;
  readonly values = new Map<string, Buffer>();
  #generation = 0;

  async check(): Promise<void> {}

  async get(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return keys.map((key) => this.values.get(key) ?? null);
  }

  async set(entries: readonly Entry[]): Promise<void> {
    for (const { key, value } of entries) this.values.set(key, value);
  }

  async renew(key: string): Promise<void> {
    this.#generation += 1;
    this.values.set(key, Buffer.from(String(this.#generation)));
  }

  async close(): Promise<void> {}
}

/** What a cache is while Redis is away. */
export class NoCache extends MemoryCache {
  override async get(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return keys.map(() => null);
  }

  override async set(): Promise<void> {}

  override async renew(): Promise<void> {}
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
