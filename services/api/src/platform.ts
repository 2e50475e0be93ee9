import type { Database } from "./dependencies/database";
import type { DependencyStatus } from "./dependencies/dependency";
import type { Embedding } from "./dependencies/embedding";
import type { Directory } from "./vectors/directory";
import type { Points } from "./vectors/points";
import type { Search } from "./vectors/search";

/** What the routes stand on, so that a test can put something else in its place. */
export interface Platform {
  readonly statuses: () => readonly DependencyStatus[];
  readonly database: Pick<Database, "ping">;
  readonly embedding: Pick<Embedding, "model">;
  readonly directory: Directory;
  readonly search: Pick<Search, "run">;
  readonly points: Pick<Points, "upsert" | "remove">;
}
