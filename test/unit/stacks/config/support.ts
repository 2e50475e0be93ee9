import { ConfigError, type LoadOptions, loadConfig, type PlatformConfig } from "../../../../stacks/config";

export { CLUSTER_SITE } from "../../../support/cluster-site";

type Settings = Readonly<Record<string, unknown>>;

/** As Pulumi hands values over: text, objects as JSON. */
export function raw(settings: Settings): Record<string, string> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const entries = given.map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]);
  return Object.fromEntries(entries);
}

export function load(settings: Settings = {}, options: Partial<LoadOptions> = {}): PlatformConfig {
  return loadConfig(raw({ environment: "development", ...settings }), { stack: "dev", ...options });
}

/** The lines of the error that a configuration ends in; none when it is valid. */
export function problems(settings: Settings, options: Partial<LoadOptions> = {}): string[] {
  try {
    load(settings, options);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.message.split("\n").slice(1);
    }
    throw error;
  }
}

/** What production needs to know about its machine before anything else makes sense. */
export const PRODUCTION = { environment: "production", embedding: { computeCapability: "8.9" } };

export const KEY = "0123456789abcdefABCDEF";
