import type { ClientConfig } from "pg";
import type { PostgresSettings } from "../settings";

export function connectionOf(settings: PostgresSettings): ClientConfig {
  return {
    host: settings.POSTGRES_HOST,
    port: settings.POSTGRES_PORT,
    database: settings.POSTGRES_DB,
    user: settings.POSTGRES_USER,
    password: settings.POSTGRES_PASSWORD_FILE,
    connectionTimeoutMillis: 2000,
    query_timeout: 5000,
  };
}
