import { randomUUID } from "node:crypto";
import Redis from "ioredis";
import type { Dependency } from "./dependency";

export interface Entry {
  readonly key: string;
  readonly value: Buffer;
}

/** A memory that may forget anything at any time. None of its methods rejects: a cache never fails a request. */
export interface Cache extends Dependency {
  /** One value a key, in order; null where there is none. */
  get(keys: readonly string[]): Promise<readonly (Buffer | null)[]>;
  set(entries: readonly Entry[], ttlSeconds: number): Promise<void>;
  /** Writes a value never seen before under the key: whatever was built on the old one is outdated. */
  renew(key: string, ttlSeconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface RedisOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly onError: (error: Error) => void;
}

export class RedisCache implements Cache {
  readonly name = "redis";
  readonly essential = false;
  readonly #redis: Redis;

  constructor(private readonly options: RedisOptions) {
    this.#redis = new Redis({
      host: options.host,
      port: options.port,
      password: options.password,
      // A request waits for no reconnection: without a cache it is slow, with a queue in front of a dead one it hangs.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 150,
      connectTimeout: 1000,
      retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2000),
    });
    // The monitor reports the state; without a listener each failed attempt would be printed.
    this.#redis.on("error", () => undefined);
  }

  async check(): Promise<void> {
    await this.#redis.ping();
  }

  async get(keys: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return this.#try(
      () => this.#redis.mgetBuffer(...keys),
      keys.map(() => null),
    );
  }

  async set(entries: readonly Entry[], ttlSeconds: number): Promise<void> {
    if (ttlSeconds === 0 || entries.length === 0) return;
    await this.#try(async () => {
      const pipeline = this.#redis.pipeline();
      for (const { key, value } of entries) pipeline.set(key, value, "EX", Math.ceil(ttlSeconds));
      await pipeline.exec();
    }, undefined);
  }

  async renew(key: string, ttlSeconds: number): Promise<void> {
    await this.#try(() => this.#redis.set(key, randomUUID(), "EX", Math.ceil(ttlSeconds)), null);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #try<T>(command: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await command();
    } catch (error) {
      this.options.onError(error instanceof Error ? error : new Error(String(error)));
      return otherwise;
    }
  }
}
