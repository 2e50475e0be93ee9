import type { SqlClient } from "./dependencies/database";

export interface RequestRecord {
  readonly at: Date;
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly collection?: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface RequestLogOptions {
  readonly database: SqlClient;
  readonly slot: string;
  readonly version: string;
  readonly keepDays: number;
  /** Says whether to try at all: no query is worth its timeout while the database is down. */
  readonly isUp: () => boolean;
  readonly onWritten: (rows: number) => void;
  readonly onDropped: (rows: number) => void;
  readonly onError: (error: unknown) => void;
  /** Rows held while the database is away; older ones are given up first. @default 10000 */
  readonly capacity?: number;
  /** @default 500 */
  readonly batch?: number;
  /** @default 1000 */
  readonly intervalMs?: number;
}

const PRUNE_EVERY_MS = 3_600_000;

/** One statement a batch, whatever its size: each column is one array parameter. */
const INSERT = `
  INSERT INTO request_log (at, request_id, method, route, collection, status, duration_ms, slot, version)
  SELECT *, $8, $9 FROM unnest(
    $1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::real[])`;

const PRUNE = "DELETE FROM request_log WHERE at < now() - make_interval(days => $1)";

/** Writes what was asked to Postgres: later, in batches, and never at the cost of a request. */
export class RequestLog {
  readonly #options: Required<RequestLogOptions>;
  #rows: RequestRecord[] = [];
  #timer?: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #prunedAt = 0;

  constructor(options: RequestLogOptions) {
    this.#options = { capacity: 10_000, batch: 500, intervalMs: 1000, ...options };
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), this.#options.intervalMs);
    this.#timer.unref();
  }

  record(row: RequestRecord): void {
    this.#rows.push(row);
    const excess = this.#rows.length - this.#options.capacity;
    if (excess <= 0) return;
    this.#rows.splice(0, excess);
    this.#options.onDropped(excess);
  }

  /** Writes what is held, unless the database is away. Never rejects. */
  flush(): Promise<void> {
    // One after the other, so that a slow database is not given ever more statements.
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  /** Writes the rest and stops; what the database does not take now is lost, and counted. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    if (this.#rows.length > 0) this.#options.onDropped(this.#rows.length);
    this.#rows = [];
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#rows.length > 0 && this.#options.isUp()) await this.#writeBatch();
      if (this.#options.isUp()) await this.#prune();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #writeBatch(): Promise<void> {
    const { database, slot, version, batch } = this.#options;
    const rows = this.#rows.slice(0, batch);
    const column = <K extends keyof RequestRecord>(key: K) => rows.map((row) => row[key] ?? null);
    await database.query(INSERT, [
      column("at"),
      column("requestId"),
      column("method"),
      column("route"),
      column("collection"),
      column("status"),
      column("durationMs"),
      slot,
      version,
    ]);
    // New rows may have pushed old ones out meanwhile: what is gone is gone, what was written leaves.
    const written = new Set(rows);
    this.#rows = this.#rows.filter((row) => !written.has(row));
    this.#options.onWritten(rows.length);
  }

  async #prune(): Promise<void> {
    const now = Date.now();
    if (now - this.#prunedAt < PRUNE_EVERY_MS) return;
    this.#prunedAt = now;
    await this.#options.database.query(PRUNE, [this.#options.keepDays]);
  }
}
