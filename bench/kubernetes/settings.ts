import { readFileSync } from "node:fs";
import { loadConfig, type PlatformConfig, SITE_VARIABLE } from "../../stacks/config";

export type Settings = Readonly<Record<string, unknown>>;

/**
 * Requests a second, at a poll rate of 200: one value turns all but the first few away, the others none. They are two, since a
 * Deployment that returns to what it was reuses its old ReplicaSet, and what is awaited then differs.
 */
export const LIMITS = { first: "500", tight: "1", wide: "600" } as const;

/** The development preset as a user gets it, but for its node port and a limit that lets the polling client through. */
export function settingsFor(port: number): Settings {
  return {
    environment: "development",
    platform: "kubernetes",
    gateway: { publish: { port }, rateLimit: { requestsPerSecond: Number(LIMITS.first) } },
    slots: { blue: { version: "1.0.0" }, green: { enabled: false, version: "1.1.0" } },
  };
}

/**
 * The same configuration as the program reads it, with the site file of this shell.
 * @param stack names it in messages
 */
export function configOf(settings: Settings, stack: string, env: NodeJS.ProcessEnv = process.env): PlatformConfig {
  const path = env[SITE_VARIABLE];
  const site = path ? (JSON.parse(readFileSync(path, "utf8")) as unknown) : undefined;
  const raw = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return loadConfig(Object.fromEntries(raw), { stack, site });
}
