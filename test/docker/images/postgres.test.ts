import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bench, image, type Running, type Start } from "./container";

const PASSWORD = "correct horse";
const bench = new Bench();
let reference: string;

beforeAll(async () => {
  reference = await image("postgres");
});
afterAll(() => bench.remove());

function server(volume: string, changes: Partial<Start> = {}): Start {
  return {
    user: 999,
    scratch: ["/var/run/postgresql"],
    volumes: { "/var/lib/postgresql": volume },
    files: {
      "/run/secrets/password": `${PASSWORD}\n`,
      "/docker-entrypoint-initdb.d/10-table.sql": "CREATE TABLE made_by_sql (id int);",
      "/docker-entrypoint-initdb.d/20-row.sh": `local_psql --dbname="$POSTGRES_DB" -c 'INSERT INTO made_by_sql VALUES (7)'`,
    },
    env: {
      POSTGRES_USER: "platform",
      POSTGRES_DB: "metadata",
      POSTGRES_PASSWORD_FILE: "/run/secrets/password",
      POSTGRES_INITDB_ARGS: "--auth-host=scram-sha-256 --data-checksums",
    },
    ...changes,
  };
}

/** Over TCP, as clients come; the socket would not ask for a password. */
function sql(postgres: Running, statement: string, password = PASSWORD): Promise<string> {
  const url = `postgresql://platform:${encodeURIComponent(password)}@127.0.0.1/metadata`;
  return postgres.exec("psql", "--no-psqlrc", "--tuples-only", "--no-align", url, "--command", statement);
}

const ready = (postgres: Running) => postgres.until(() => sql(postgres, "SELECT 1"));

describe("the entrypoint of the local postgres image", () => {
  it("creates the database, runs the files of initdb.d once, and keeps the data over a restart", async () => {
    const volume = bench.volume("kept");
    const first = await bench.start(reference, server(volume));
    await ready(first);
    expect((await sql(first, "SELECT id FROM made_by_sql")).trim()).toBe("7");
    expect((await sql(first, "SHOW data_checksums")).trim()).toBe("on");
    expect((await sql(first, "SHOW listen_addresses")).trim()).toBe("*");
    await sql(first, "INSERT INTO made_by_sql VALUES (8)");
    await first.container.stop();

    const second = await bench.start(reference, server(volume));
    await ready(second);
    expect((await sql(second, "SELECT id FROM made_by_sql ORDER BY id")).trim()).toBe("7\n8");
    expect(await second.logs()).not.toContain("running /docker-entrypoint-initdb.d");
  });

  it("lets nobody in over the network without the password", async () => {
    const postgres = await bench.start(reference, server(bench.volume("closed")));
    await ready(postgres);
    await expect(sql(postgres, "SELECT 1", "wrong")).rejects.toThrow("password authentication failed");
    expect(await sql(postgres, "SELECT rolpassword FROM pg_authid WHERE rolname = 'platform'")).toContain(
      "SCRAM-SHA-256",
    );
    expect(await postgres.logs()).not.toContain(PASSWORD);
  });

  it("refuses a first start without a password, and says what to set", async () => {
    const postgres = await bench.start(reference, server(bench.volume("bare"), { env: {}, files: {} }));
    expect(await postgres.ended()).toBe(1);
    expect(await postgres.logs()).toContain("set POSTGRES_PASSWORD_FILE");
  });

  it("starts over after a first start that failed half-way", async () => {
    const volume = bench.volume("interrupted");
    const broken = server(volume);
    const failed = await bench.start(reference, {
      ...broken,
      files: {
        ...broken.files,
        "/docker-entrypoint-initdb.d/10-table.sql": "CREATE TABLE made_by_sql (id int); SELEKT;",
      },
    });
    expect(await failed.ended()).not.toBe(0);

    const second = await bench.start(reference, server(volume));
    await ready(second);
    expect((await sql(second, "SELECT count(*) FROM made_by_sql")).trim()).toBe("1");
  });

  it("passes options on to the server", async () => {
    const spec = server(bench.volume("options"), { cmd: ["postgres", "-c", "max_connections=42"] });
    const postgres = await bench.start(reference, spec);
    await ready(postgres);
    expect((await sql(postgres, "SHOW max_connections")).trim()).toBe("42");
  });
});
