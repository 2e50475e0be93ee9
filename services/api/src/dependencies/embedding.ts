import { setTimeout as pause } from "node:timers/promises";
import { ApiError, unavailable } from "../errors";
import type { Dependency } from "./dependency";

/** Which model turns text into vectors, and how long these are. */
export interface EmbeddingModel {
  /** Name and revision: vectors of two models must never meet in one cache. */
  readonly id: string;
  readonly dimensions: number;
}

/** What this service needs of an embedding service. */
export interface Embedding extends Dependency {
  /** As last seen; undefined until the service has answered once. */
  readonly model: EmbeddingModel | undefined;
  /** One vector a text, in order. */
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}

export interface TextEmbeddingsOptions {
  readonly url: string;
  readonly timeoutMs: number;
}

/** Largest batch the service takes with its default settings (`--max-client-batch-size`). */
const BATCH = 32;
const RETRY_AFTER_MS = 50;

/** Client of Hugging Face text-embeddings-inference. */
export class TextEmbeddings implements Embedding {
  readonly name = "embedding";
  readonly essential = false;
  #model?: EmbeddingModel;

  constructor(private readonly options: TextEmbeddingsOptions) {}

  get model(): EmbeddingModel | undefined {
    return this.#model;
  }

  async check(): Promise<void> {
    await this.#request("/health");
    const info = (await (await this.#request("/info")).json()) as { model_id: string; model_sha?: string | null };
    const id = info.model_sha ? `${info.model_id}@${info.model_sha}` : info.model_id;
    if (this.#model?.id === id) return;
    // The service does not tell how long its vectors are: a word shows it.
    const [vector] = await this.#batch(["dimensions"]);
    this.#model = { id, dimensions: vector?.length ?? 0 };
  }

  async embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    const vectors: (readonly number[])[] = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      vectors.push(...(await this.#batch(texts.slice(start, start + BATCH))));
    }
    return vectors;
  }

  async #batch(inputs: readonly string[]): Promise<readonly (readonly number[])[]> {
    const response = await this.#once(() => this.#post(inputs));
    if (response.ok) return (await response.json()) as number[][];
    const saying = await errorOf(response);
    if (response.status === 413 || response.status === 422) {
      throw new ApiError(422, "too_large", `the embedding service refused the text: ${saying}`, {
        hint: "split the text into shorter pieces",
      });
    }
    throw unavailable("embedding", new Error(`embedding: ${response.status} ${saying}`));
  }

  #post(inputs: readonly string[]): Promise<Response> {
    return fetch(new URL("/embed", this.options.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ inputs }),
      signal: AbortSignal.timeout(this.options.timeoutMs),
    });
  }

  /** Embedding has no effect, so a connection that broke under it is tried once more; twice is an outage. */
  async #once(call: () => Promise<Response>): Promise<Response> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TypeError)) throw unavailable("embedding", error);
    }
    await pause(RETRY_AFTER_MS);
    try {
      return await call();
    } catch (error) {
      throw unavailable("embedding", error);
    }
  }

  async #request(path: string): Promise<Response> {
    const response = await fetch(new URL(path, this.options.url), {
      signal: AbortSignal.timeout(this.options.timeoutMs),
    });
    if (response.ok) return response;
    throw Object.assign(new Error(`embedding: ${path} answered ${response.status}`), { status: response.status });
  }
}

async function errorOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const said = typeof body === "object" && body !== null && "error" in body ? String(body.error) : "no reason given";
  return said.slice(0, 200);
}
