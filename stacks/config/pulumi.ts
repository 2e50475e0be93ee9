import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "./load";
import { NAMESPACE, SITE_VARIABLE } from "./namespace";
import { ConfigError, found } from "./problem";
import type { PlatformConfig } from "./resolve";
import { warnings } from "./rules";
import { isSecretName, keyring, type SecretName } from "./secrets";

/** The secrets that were given; the others the stack generates. */
export type PlatformSecrets = { readonly [K in Exclude<SecretName, "apiKeys">]?: pulumi.Output<string> } & {
  /** Key by client name. */
  readonly apiKeys?: pulumi.Output<Readonly<Record<string, string>>>;
};

export interface Loaded {
  readonly config: PlatformConfig;
  readonly secrets: PlatformSecrets;
}

/** Reads the configuration of the stack that runs; the only place that does. */
export function loadFromPulumi(): Loaded {
  const stack = pulumi.getStack();
  const prefix = `${NAMESPACE}:`;
  const keys = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  const raw = Object.fromEntries(keys.map(([key, value]) => [key.slice(prefix.length), value]));
  const encrypted = new Set(Object.keys(raw).filter((key) => isEncrypted(prefix + key)));
  const config = loadConfig(raw, { stack, site: readSite(stack), encrypted });
  for (const warning of warnings(config, new Set(Object.keys(raw)))) {
    pulumi.log.warn(warning);
  }
  return { config, secrets: secretOutputs(raw) };
}

/** The SDK knows which keys were encrypted and keeps the function out of its types; without it, nothing passes as secret. */
function isEncrypted(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}

function secretOutputs(raw: Readonly<Record<string, string>>): PlatformSecrets {
  const given = Object.entries(raw).filter(([key]) => isSecretName(key));
  const outputs = given.map(([key, value]) => [key, pulumi.secret(key === "apiKeys" ? keyring(value) : value)]);
  return Object.fromEntries(outputs);
}

function readSite(stack: string): unknown {
  const path = process.env[SITE_VARIABLE];
  if (path === undefined || path === "") {
    return undefined;
  }
  try {
    return parseSite(readFileSync(path, "utf8"));
  } catch (error) {
    const advice = `correct the file, or unset ${SITE_VARIABLE}`;
    const allowed = `a readable JSON or YAML file (${error instanceof Error ? error.message : String(error)})`;
    throw new ConfigError(stack, [{ path: [SITE_VARIABLE], found: found(path), allowed, advice }]);
  }
}

function parseSite(text: string): unknown {
  // The YAML parser is loaded for YAML only: it is a tenth of the program's start.
  return text.trimStart().startsWith("{") ? JSON.parse(text) : (require("yaml") as typeof import("yaml")).parse(text);
}
