import { Pool } from "pg";
import type { Logger } from "pino";
import { connectionOf } from "../schema/connection";
import { prepareSchema } from "../schema/migrate";
import type { PostgresSettings } from "../settings";
import type { Dependency } from "./dependency";

export interface DatabaseOptions {
  readonly settings: PostgresSettings;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly migrateAtStart: boolean;
  readonly log: Logger;
}

/** What a request log needs of a database. */
export interface SqlClient {
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rowCount: number | null }>;
}

/** Two a process: one writes the request log, one answers health checks. Many processes share one server. */
const CONNECTIONS = 2;

export class Database implements Dependency, SqlClient {
  readonly name = "postgres";
  readonly essential = false;
  readonly #pool: Pool;
  #prepared?: Promise<void>;

  constructor(private readonly options: DatabaseOptions) {
    this.#pool = new Pool({
      ...connectionOf(options.settings),
      max: CONNECTIONS,
      application_name: options.applicationName,
    });
    // An idle connection that the server closes is no reason to die; the next query opens another.
    this.#pool.on("error", (error) => options.log.warn({ err: error }, "a database connection was lost"));
  }

  /** Answers, and its schema is one this release can work with. */
  async check(): Promise<void> {
    await this.#pool.query("SELECT 1");
    await this.prepare();
  }

  /** Verifies the schema once, and brings it forward where that is allowed. @throws SchemaError */
  prepare(): Promise<void> {
    const { settings, migrateAtStart, log } = this.options;
    this.#prepared ??= prepareSchema({ settings, migrate: migrateAtStart, log }).catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async ping(): Promise<number> {
    const started = performance.now();
    await this.#pool.query("SELECT 1");
    return performance.now() - started;
  }

  query(text: string, values?: readonly unknown[]): Promise<{ readonly rowCount: number | null }> {
    return this.#pool.query(text, values ? [...values] : undefined);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
