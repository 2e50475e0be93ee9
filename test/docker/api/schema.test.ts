import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker } from "./support/docker";
import { World } from "./support/world";

const world = new World();

beforeAll(() => world.start());
afterAll(() => world.stop());

const TABLE = "SELECT string_agg(name, ',') FROM schema_migrations";

async function emptyDatabase(name: string): Promise<{ POSTGRES_DB: string }> {
  await world.sql(`CREATE DATABASE ${name}`);
  return { POSTGRES_DB: name };
}

/** A server that is expected to give up: its exit code and what it said. */
async function refusal(extra: Readonly<Record<string, string>>): Promise<readonly [string, string]> {
  const name = await world.api(extra);
  return [await docker("wait", name), await docker("logs", name)];
}

describe("the schema", () => {
  it("is brought forward once by servers that start together", async () => {
    const database = await emptyDatabase("together");
    const names = await Promise.all([
      world.api(database),
      world.api(database),
      world.api({ ...database, WORKERS: "2" }),
    ]);
    await Promise.all(names.map((name) => world.ready(name)));
    expect(await world.sql(TABLE, "together")).toBe("0001_expand_request-log");
  });

  it("is only verified where the server may not change it: behind, the server does not start", async () => {
    const extra = { ...(await emptyDatabase("verified")), MIGRATE_AT_START: "false" };
    const [code, log] = await refusal(extra);
    expect(code).toBe("78");
    expect(log).toContain("the schema is behind this release: 0001_expand_request-log not applied");
    expect(JSON.parse(await world.command(extra, "node", "dist/server.js", "migrate"))).toEqual({
      applied: ["0001_expand_request-log"],
    });
    expect(JSON.parse(await world.command(extra, "node", "dist/server.js", "migrate"))).toEqual({ applied: [] });
    await world.ready(await world.api(extra));
  });

  it("is refused, by several workers too, once a newer release has removed something", async () => {
    const database = await emptyDatabase("ahead");
    await world.command(database, "node", "dist/server.js", "migrate");
    await world.sql(
      "INSERT INTO schema_migrations (name, run_on) VALUES ('0002_contract_request-log', now())",
      "ahead",
    );
    for (const workers of ["1", "2"]) {
      const [code, log] = await refusal({ ...database, WORKERS: workers });
      expect([code, log.includes("the schema is ahead of this release")]).toEqual(["78", true]);
    }
  });

  it("tells its state", async () => {
    const database = await emptyDatabase("told");
    const status = async () => JSON.parse(await world.command(database, "node", "dist/server.js", "migrate:status"));
    const migration = { name: "0001_expand_request-log", phase: "expand", reversible: true, foreign: false };
    expect(await status()).toEqual({ migrations: [{ ...migration, applied: false }] });
    await world.command(database, "node", "dist/server.js", "migrate");
    expect(await status()).toEqual({ migrations: [{ ...migration, applied: true }] });
  });
});
