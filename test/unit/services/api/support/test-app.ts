import { buildApp } from "../../../../../services/api/src/app";
import type { Cache } from "../../../../../services/api/src/dependencies/cache";
import type { DependencyStatus } from "../../../../../services/api/src/dependencies/dependency";
import { Drain } from "../../../../../services/api/src/drain";
import { createLog } from "../../../../../services/api/src/log";
import { createMetrics } from "../../../../../services/api/src/metrics";
import type { RequestRecord } from "../../../../../services/api/src/request-log";
import type { CollectionSetting } from "../../../../../services/api/src/settings";
import { Directory } from "../../../../../services/api/src/vectors/directory";
import { Points } from "../../../../../services/api/src/vectors/points";
import { Search } from "../../../../../services/api/src/vectors/search";
import { TextVectors } from "../../../../../services/api/src/vectors/text-vectors";
import { FakeEmbedding, FakeStore, MemoryCache } from "./fakes";

export const ALL_UP: readonly DependencyStatus[] = [
  { name: "qdrant", essential: true, status: "up", latencyMs: 1 },
  { name: "embedding", essential: false, status: "up", latencyMs: 2 },
  { name: "redis", essential: false, status: "up", latencyMs: 0.2 },
  { name: "postgres", essential: false, status: "up", latencyMs: 0.5 },
];

export interface TestAppOptions {
  readonly cache?: Cache;
  readonly declared?: readonly CollectionSetting[];
  readonly requestTimeoutSeconds?: number;
  readonly ping?: () => Promise<number>;
}

/** The real application over fakes: `mixtral` fits the embedding model, `wide` does not. */
export async function testApp(options: TestAppOptions = {}) {
  const store = new FakeStore({ mixtral: 3, wide: 4 });
  const embedding = new FakeEmbedding();
  const cache = options.cache ?? new MemoryCache();
  const metrics = createMetrics({ version: "1.2.3", slot: "blue" });
  const drain = new Drain();
  const records: RequestRecord[] = [];
  const state = { statuses: ALL_UP };
  const directory = new Directory(store, options.declared ?? [{ name: "mixtral", dimensions: 3 }]);
  const texts = new TextVectors({ embedding, cache, metrics, ttlSeconds: 60 });
  const search = new Search({ store, cache, directory, texts, metrics, ttlSeconds: 60 });
  const points = new Points({ store, directory, texts, search });
  const app = await buildApp(
    {
      version: "1.2.3",
      slot: "blue",
      requestTimeoutSeconds: options.requestTimeoutSeconds ?? 5,
      bodyLimitMiB: 1,
      drain,
      log: createLog("silent"),
      metrics,
      exposition: () => metrics.registry.metrics(),
      record: (row) => records.push(row),
    },
    {
      statuses: () => state.statuses,
      database: { ping: options.ping ?? (async () => 1.5) },
      embedding,
      directory,
      search,
      points,
    },
  );
  return { app, store, embedding, cache, metrics, drain, records, state };
}

/** The same states with some dependencies down. */
export function down(...names: readonly DependencyStatus["name"][]): readonly DependencyStatus[] {
  return ALL_UP.map((dependency) => (names.includes(dependency.name) ? { ...dependency, status: "down" } : dependency));
}
