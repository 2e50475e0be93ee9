import type { CollectionInfo, Payload, Point, PointId, Selection, VectorStore } from "../dependencies/qdrant";
import { invalid } from "../errors";
import { assertTextFits, assertVectorFits, type Directory } from "./directory";
import { contentId } from "./keys";
import type { Search } from "./search";
import type { TextVectors } from "./text-vectors";

export interface PointBody {
  /** @default - a UUID made from the content: the same point sent twice is stored once */
  readonly id?: PointId;
  readonly text?: string;
  readonly vector?: readonly number[];
  readonly payload?: Payload;
}

export interface PointsOptions {
  readonly store: VectorStore;
  readonly directory: Directory;
  readonly texts: TextVectors;
  readonly search: Search;
}

export class Points {
  constructor(private readonly options: PointsOptions) {}

  /** Returns the ids, in the order of the points. */
  async upsert(name: string, bodies: readonly PointBody[]): Promise<readonly PointId[]> {
    const { store, directory, search } = this.options;
    const collection = await directory.require(name);
    const points = await this.#points(collection, bodies);
    try {
      await store.upsert(name, points);
    } finally {
      // Also after a failure: a write that timed out may have happened.
      await search.forget(name);
    }
    return points.map((point) => point.id);
  }

  async remove(name: string, selection: Selection): Promise<void> {
    const { store, directory, search } = this.options;
    await directory.require(name);
    try {
      await store.remove(name, selection);
    } finally {
      await search.forget(name);
    }
  }

  async #points(collection: CollectionInfo, bodies: readonly PointBody[]): Promise<readonly Point[]> {
    for (const [index, body] of bodies.entries()) this.#check(collection, body, `body.points[${index}]`);
    const texts = bodies.flatMap((body) => (body.text === undefined ? [] : [body.text]));
    const vectors = [...(await this.options.texts.of(texts))];
    return bodies.map((body) => ({
      id: body.id ?? contentId(collection.name, body),
      vector: body.vector ?? vectors.shift() ?? [],
      payload: body.payload,
    }));
  }

  #check(collection: CollectionInfo, body: PointBody, path: string): void {
    if ((body.text === undefined) === (body.vector === undefined))
      throw invalid('give either "text" or "vector"', path);
    if (body.vector) assertVectorFits(collection, body.vector, `${path}.vector`);
    else assertTextFits(collection, this.options.texts.model(), `${path}.text`);
  }
}
