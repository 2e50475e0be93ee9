import { readFileSync } from "node:fs";
import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65535);
const seconds = (min: number, max: number) => z.coerce.number().min(min).max(max);
const flag = z.enum(["true", "false"]).transform((value) => value === "true");

/** Secrets arrive as files, so that no listing of the environment shows them. */
const secretFile = z
  .string()
  .min(1)
  .transform((path, context) => {
    try {
      const value = readFileSync(path, "utf8").trim();
      if (value !== "") return value;
      context.addIssue({ code: "custom", message: `the file ${path} is empty: write the secret into it` });
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
      context.addIssue({
        code: "custom",
        message: `cannot read the file ${path} (${reason}): mount it, readable by uid 1000`,
      });
    }
    return z.NEVER;
  });

const COLLECTION = /^([a-z][a-z0-9_-]{0,62}):([1-9][0-9]{0,4})$/;

const collections = z.string().transform((list, context) => {
  const result: CollectionSetting[] = [];
  for (const item of list.split(",").map((part) => part.trim())) {
    const [, name, dimensions] = COLLECTION.exec(item) ?? [];
    if (name === undefined) {
      context.addIssue({ code: "custom", message: `"${item}" is not name:dimensions, e.g. mixtral:384` });
    } else {
      result.push({ name, dimensions: Number(dimensions) });
    }
  }
  return result;
});

const postgresShape = {
  POSTGRES_HOST: z.string().min(1),
  POSTGRES_PORT: port.default(5432),
  POSTGRES_DB: z.string().min(1),
  POSTGRES_USER: z.string().min(1),
  POSTGRES_PASSWORD_FILE: secretFile,
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
};

const postgresSchema = z.object(postgresShape);

const serverSchema = z.object({
  ...postgresShape,
  HOST: z.string().min(1).default("0.0.0.0"),
  PORT: port.default(8000),
  SLOT: z.enum(["blue", "green"]),
  VERSION: z.string().min(1).max(64),
  QDRANT_URL: z.url({ protocol: /^https?$/ }),
  QDRANT_API_KEY_FILE: secretFile,
  QDRANT_CONNECTIONS: z.coerce.number().int().min(1).max(10_000).default(100),
  EMBEDDING_URL: z.url({ protocol: /^https?$/ }),
  REDIS_HOST: z.string().min(1),
  REDIS_PORT: port.default(6379),
  REDIS_PASSWORD_FILE: secretFile,
  COLLECTIONS: collections,
  WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  MAX_CONNECTIONS: z.coerce.number().int().min(1).max(100_000).default(1000),
  DRAIN_SECONDS: seconds(0, 300).default(5),
  REQUEST_TIMEOUT_SECONDS: seconds(0.1, 300).default(10),
  BODY_LIMIT_MIB: z.coerce.number().int().min(1).max(256).default(8),
  EMBEDDING_CACHE_SECONDS: seconds(0, 30 * 86_400).default(86_400),
  SEARCH_CACHE_SECONDS: seconds(0, 3600).default(10),
  REQUEST_LOG_DAYS: z.coerce.number().int().min(1).max(365).default(7),
  MIGRATE_AT_START: flag.default(true),
});

/** One collection the platform declares, with the vector size it was declared with. */
export interface CollectionSetting {
  readonly name: string;
  readonly dimensions: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type PostgresSettings = z.output<typeof postgresSchema>;
export type Settings = z.output<typeof serverSchema>;

/** Every problem of the environment in one message; the process cannot start with it (exit code 78, EX_CONFIG). */
export class SettingsError extends Error {}

export const EXIT_CONFIG = 78;

/** @throws SettingsError that lists all problems */
export function readSettings(env: Environment): Settings {
  return parse(serverSchema, env);
}

/** What the migration commands need: the database alone. @throws SettingsError that lists all problems */
export function readPostgresSettings(env: Environment): PostgresSettings {
  return parse(postgresSchema, env);
}

function parse<T extends z.ZodType>(schema: T, env: Environment): z.output<T> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join(".");
    const { message } = issue;
    if (env[name] !== undefined) return `  ${name} = ${JSON.stringify(env[name])}: ${message}`;
    return issue.code === "invalid_value" ? `  ${name} is not set: ${message}` : `  ${name} is not set`;
  });
  throw new SettingsError(`${problems.length} problem(s) in the environment:\n${problems.join("\n")}`);
}
