import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPostgresSettings, readSettings, SettingsError } from "../../../../services/api/src/settings";

let folder: string;
let env: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "api-settings-"));
  writeFileSync(join(folder, "secret"), "planted\n");
  writeFileSync(join(folder, "empty"), "\n");
  env = {
    SLOT: "blue",
    VERSION: "1.0.0",
    QDRANT_URL: "http://qdrant:6333",
    EMBEDDING_URL: "http://embedding-blue:8080",
    REDIS_HOST: "redis",
    POSTGRES_HOST: "postgres",
    POSTGRES_DB: "platform",
    POSTGRES_USER: "api",
    QDRANT_API_KEY_FILE: join(folder, "secret"),
    REDIS_PASSWORD_FILE: join(folder, "secret"),
    POSTGRES_PASSWORD_FILE: join(folder, "secret"),
    COLLECTIONS: "mixtral:384, hermes:768",
  };
});

afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(changes: Record<string, string | undefined>): string {
  try {
    readSettings({ ...env, ...changes });
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
  }
  return "none";
}

describe("readSettings", () => {
  it("reads secrets from their files and fills in the rest", () => {
    expect(readSettings(env)).toMatchObject({
      PORT: 8000,
      WORKERS: 1,
      DRAIN_SECONDS: 5,
      MIGRATE_AT_START: true,
      QDRANT_API_KEY_FILE: "planted",
      COLLECTIONS: [
        { name: "mixtral", dimensions: 384 },
        { name: "hermes", dimensions: 768 },
      ],
    });
  });

  it("tells every problem at once", () => {
    const message = problemsOf({
      SLOT: "red",
      PORT: "70000",
      QDRANT_URL: "qdrant:6333",
      VERSION: undefined,
      REDIS_PASSWORD_FILE: join(folder, "none"),
    });
    expect(message).toContain("5 problem(s) in the environment:");
    expect(message).toContain('SLOT = "red": Invalid option: expected one of "blue"|"green"');
    expect(message).toContain('PORT = "70000": Too big');
    expect(message).toContain('QDRANT_URL = "qdrant:6333": Invalid URL');
    expect(message).toContain("  VERSION is not set\n");
    expect(message).toContain("(ENOENT): mount it, readable by uid 1000");
  });

  it.each([
    ["an empty secret", { QDRANT_API_KEY_FILE: "empty" }, "is empty: write the secret into it"],
    ["a collection without its size", { COLLECTIONS: "mixtral" }, '"mixtral" is not name:dimensions'],
    ["a number of words", { WORKERS: "many" }, "WORKERS"],
    ["something else than true and false", { MIGRATE_AT_START: "yes" }, 'expected one of "true"|"false"'],
  ])("refuses %s", (_what, changes: Record<string, string>, message) => {
    const [name, value = ""] = Object.entries(changes)[0] ?? [];
    const given = value === "empty" ? join(folder, value) : value;
    expect(problemsOf({ [String(name)]: given })).toContain(message);
  });

  it("never tells a secret", () => {
    expect(problemsOf({ SLOT: "red" })).not.toContain("planted");
  });

  it("needs for migrations no more than the database", () => {
    const { POSTGRES_HOST, POSTGRES_DB, POSTGRES_USER, POSTGRES_PASSWORD_FILE } = env;
    const settings = readPostgresSettings({ POSTGRES_HOST, POSTGRES_DB, POSTGRES_USER, POSTGRES_PASSWORD_FILE });
    expect(settings.POSTGRES_PORT).toBe(5432);
  });
});
