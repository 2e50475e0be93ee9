import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runner } from "node-pg-migrate";
import { Client } from "pg";
import type { Logger } from "pino";
import type { PostgresSettings } from "../settings";
import { connectionOf } from "./connection";
import { assertServable, judge, type Phase, phaseOf, type SchemaJudgement } from "./judgement";

const TABLE = "schema_migrations";
/** Beside this file among the sources, beside the bundle in the image. */
const FOLDER = join(__dirname, "migrations");
/** A migration may rewrite a table: ten minutes, where a request gets seconds. */
const MIGRATION_TIMEOUT_MS = 600_000;

export interface MigrationStatus {
  readonly name: string;
  readonly phase: Phase;
  readonly applied: boolean;
  /** Has a way back that loses no more than what it added. */
  readonly reversible: boolean;
  /** Applied by another release; this one does not carry it. */
  readonly foreign: boolean;
}

export interface PrepareOptions {
  readonly settings: PostgresSettings;
  /** Apply pending migrations that only add. Those that remove are for the `migrate` command alone. */
  readonly migrate: boolean;
  readonly log: Logger;
}

/** Brings the schema to where this release can serve, or says why it cannot. @throws SchemaError */
export async function prepareSchema({ settings, migrate, log }: PrepareOptions): Promise<void> {
  let judgement = await connected(settings, judgeDatabase);
  if (migrate && judgement.expandable > 0) {
    await connected(settings, (client) => apply(client, log, "expand"));
    judgement = await connected(settings, judgeDatabase);
  }
  assertServable(judgement);
}

/** Applies everything pending, removals included; returns the names. */
export function migrateForward(settings: PostgresSettings, log: Logger): Promise<readonly string[]> {
  return connected(settings, (client) => apply(client, log, "all"));
}

export function migrationStatus(settings: PostgresSettings): Promise<readonly MigrationStatus[]> {
  return connected(settings, async (client) => {
    const [shipped, applied] = await Promise.all([shippedNames(), appliedNames(client)]);
    const known = shipped.map(async (name) => ({
      name,
      phase: phaseOf(name),
      applied: applied.includes(name),
      reversible: await hasDown(name),
      foreign: false,
    }));
    const foreign = judge(shipped, applied).foreign.map((name) => {
      return { name, phase: phaseOf(name), applied: true, reversible: false, foreign: true };
    });
    return [...(await Promise.all(known)), ...foreign];
  });
}

/** The lock is taken inside; what is pending is judged again under it, because another server may just have migrated. */
async function apply(client: Client, log: Logger, extent: "expand" | "all"): Promise<readonly string[]> {
  await client.query("SELECT pg_advisory_lock(hashtext($1))", [TABLE]);
  try {
    const { expandable, pending } = await judgeDatabase(client);
    const count = extent === "expand" ? expandable : pending.length;
    if (count === 0) return [];
    const done = await runner({
      dbClient: client,
      dir: FOLDER,
      direction: "up",
      migrationsTable: TABLE,
      count,
      noLock: true,
      singleTransaction: true,
      logger: { info: (text) => log.debug(text), warn: (text) => log.warn(text), error: (text) => log.error(text) },
    });
    for (const { name } of done) log.info({ migration: name }, "migration applied");
    return done.map(({ name }) => name);
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtext($1))", [TABLE]);
  }
}

async function judgeDatabase(client: Client): Promise<SchemaJudgement> {
  return judge(await shippedNames(), await appliedNames(client));
}

async function shippedNames(): Promise<readonly string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith(".sql"))
    .map((file) => basename(file, ".sql"))
    .sort();
}

async function appliedNames(client: Client): Promise<readonly string[]> {
  const table = await client.query<{ found: string | null }>("SELECT to_regclass($1) AS found", [TABLE]);
  if (table.rows[0]?.found == null) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${TABLE} ORDER BY run_on, id`);
  return rows.map((row) => row.name);
}

async function hasDown(name: string): Promise<boolean> {
  return /^-- Down Migration$/m.test(await readFile(join(FOLDER, `${name}.sql`), "utf8"));
}

async function connected<T>(settings: PostgresSettings, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...connectionOf(settings),
    query_timeout: MIGRATION_TIMEOUT_MS,
    application_name: "vector-db-api-migrate",
  });
  // Without a listener a connection lost between two queries would end the process; the next query reports it anyway.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
