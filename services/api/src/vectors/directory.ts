import type { CollectionInfo, VectorStore } from "../dependencies/qdrant";
import { ApiError } from "../errors";
import type { CollectionSetting } from "../settings";

const FRESH_MS = 5000;

interface Seen {
  readonly info: Promise<CollectionInfo | undefined>;
  readonly at: number;
}

/** What is known of the collections; looked up at most every few seconds, because their shape hardly ever changes. */
export class Directory {
  readonly #seen = new Map<string, Seen>();

  constructor(
    private readonly store: VectorStore,
    readonly declared: readonly CollectionSetting[],
  ) {}

  async all(): Promise<readonly CollectionInfo[]> {
    const infos = await Promise.all((await this.store.list()).map((name) => this.store.describe(name)));
    return infos.filter((info) => info !== undefined);
  }

  /** @throws ApiError 404 that lists what there is */
  async require(name: string): Promise<CollectionInfo> {
    const info = await this.find(name);
    if (info) return info;
    // Forget at once: a collection created a second from now must be found.
    this.#seen.delete(name);
    throw new ApiError(404, "not_found", `there is no collection "${name}"`, {
      path: "params.name",
      hint: `there are: ${(await this.store.list()).join(", ") || "none"}`,
    });
  }

  find(name: string): Promise<CollectionInfo | undefined> {
    const seen = this.#seen.get(name);
    if (seen && Date.now() - seen.at < FRESH_MS) return seen.info;
    const info = this.store.describe(name);
    this.#seen.set(name, { info, at: Date.now() });
    info.catch(() => this.#seen.delete(name));
    return info;
  }
}

/** Why vectors of this size cannot go into, or be compared within, this collection; undefined when they can. */
export function mismatch(collection: CollectionInfo, dimensions: number): string | undefined {
  if (collection.dimensions === undefined) return `collection "${collection.name}" holds named vectors`;
  if (collection.dimensions === dimensions) return undefined;
  return `collection "${collection.name}" holds vectors of ${collection.dimensions} dimensions, not ${dimensions}`;
}

/** @throws ApiError 422 */
export function assertVectorFits(collection: CollectionInfo, vector: readonly number[], path: string): void {
  const problem = mismatch(collection, vector.length);
  if (!problem) return;
  throw new ApiError(422, "dimension_mismatch", problem, { path, hint: "send a vector of the collection's own model" });
}

/** @throws ApiError 422 */
export function assertTextFits(
  collection: CollectionInfo,
  model: { id: string; dimensions: number },
  path: string,
): void {
  const problem = mismatch(collection, model.dimensions);
  if (!problem) return;
  throw new ApiError(422, "dimension_mismatch", `${problem}: the embedding model is ${model.id}`, {
    path,
    hint: "send vectors of the collection's own model instead of text",
  });
}
