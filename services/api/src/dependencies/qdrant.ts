import { QdrantClient } from "@qdrant/js-client-rest";
import { ApiError, unavailable } from "../errors";
import type { Dependency } from "./dependency";

export type PointId = string | number;
export type Payload = Readonly<Record<string, unknown>>;
/** Qdrant's own filter language, handed through as it is. */
export type Filter = Readonly<Record<string, unknown>>;

export interface Point {
  readonly id: PointId;
  readonly vector: readonly number[];
  readonly payload?: Payload;
}

export interface Hit {
  readonly id: PointId;
  readonly score: number;
  readonly payload?: Payload | null;
}

export interface VectorQuery {
  readonly vector: readonly number[];
  readonly limit: number;
  readonly filter?: Filter;
  readonly withPayload: boolean;
}

export interface CollectionInfo {
  readonly name: string;
  readonly status: string;
  readonly points: number;
  /** Undefined for a collection of named vectors, which this API does not serve. */
  readonly dimensions?: number;
  readonly distance?: string;
}

export type Selection = { readonly ids: readonly PointId[] } | { readonly filter: Filter };

/** What this service needs of a vector database. */
export interface VectorStore extends Dependency {
  list(): Promise<readonly string[]>;
  /** Undefined when there is no such collection. */
  describe(name: string): Promise<CollectionInfo | undefined>;
  search(name: string, query: VectorQuery): Promise<readonly Hit[]>;
  /** Resolves when the points can be found. */
  upsert(name: string, points: readonly Point[]): Promise<void>;
  /** Resolves when the points can no longer be found. */
  remove(name: string, selection: Selection): Promise<void>;
}

export interface QdrantOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** Requests in flight at most; further ones wait here. */
  readonly connections: number;
}

export class QdrantStore implements VectorStore {
  readonly name = "qdrant";
  readonly essential = true;
  readonly #client: QdrantClient;

  constructor(options: QdrantOptions) {
    this.#client = new QdrantClient({
      url: options.url,
      // As a plain header: the client's `apiKey` prints a warning on every start, and inside the platform plain HTTP is meant.
      headers: { "api-key": options.apiKey },
      timeout: options.timeoutMs,
      maxConnections: options.connections,
      checkCompatibility: false,
    });
  }

  async check(): Promise<void> {
    // Needs the key, unlike the health routes, which are always 200: proves that requests will work.
    await this.#client.getCollections();
  }

  async list(): Promise<readonly string[]> {
    const { collections } = await this.#ask(() => this.#client.getCollections());
    return collections.map((collection) => collection.name).sort();
  }

  async describe(name: string): Promise<CollectionInfo | undefined> {
    try {
      const info = await this.#client.getCollection(name);
      const { vectors } = info.config.params;
      const single = vectors && "size" in vectors && typeof vectors.size === "number" ? vectors : undefined;
      const dimensions = typeof single?.size === "number" ? single.size : undefined;
      const distance = typeof single?.distance === "string" ? single.distance : undefined;
      return { name, status: info.status, points: info.points_count ?? 0, dimensions, distance };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw translate(error);
    }
  }

  async search(name: string, query: VectorQuery): Promise<readonly Hit[]> {
    const { vector, limit, filter, withPayload } = query;
    const { points } = await this.#ask(() =>
      this.#client.query(name, { query: [...vector], limit, filter, with_payload: withPayload }),
    );
    return points.map(({ id, score, payload }) => {
      return {
        id: plain(id) as PointId,
        score,
        ...(withPayload && { payload: plain(payload ?? null) as Payload | null }),
      };
    });
  }

  async upsert(name: string, points: readonly Point[]): Promise<void> {
    const copies = points.map(({ id, vector, payload }) => ({ id, vector: [...vector], payload }));
    await this.#ask(() => this.#client.upsert(name, { wait: true, points: copies }));
  }

  async remove(name: string, selection: Selection): Promise<void> {
    const selector = "ids" in selection ? { points: [...selection.ids] } : { filter: selection.filter };
    await this.#ask(() => this.#client.delete(name, { wait: true, ...selector }));
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw translate(error);
    }
  }
}

/** The client reads whole numbers above 2^53 as bigint, which JSON cannot carry: they travel as text. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : undefined;
}

/** What Qdrant says about a request goes to the caller; what it says about itself becomes "unavailable". */
function translate(error: unknown): ApiError {
  const status = statusOf(error);
  if (status === 404) return new ApiError(404, "not_found", "the collection does not exist");
  if (status === 400 || status === 422) {
    return new ApiError(400, "invalid_request", `the vector database refused the request: ${sayingOf(error)}`);
  }
  return unavailable("qdrant", error);
}

function sayingOf(error: unknown): string {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  if (typeof data !== "object" || data === null || !("status" in data)) return "no reason given";
  const { status } = data;
  if (typeof status === "object" && status !== null && "error" in status) return String(status.error);
  return "no reason given";
}
