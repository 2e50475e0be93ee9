import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parse } from "yaml";
import { NAMESPACE, SECRET_NAMES, type SecretName } from "../../stacks/config";
import { marker } from "./secret-markers";

/** A stack's configuration as the engine hands it to the program. */
export interface StackConfig {
  /** By key with its namespace; objects as JSON. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

type Tree = Readonly<Record<string, unknown>>;

/**
 * Reads `Pulumi.<stack>.yaml`. What is encrypted there stays so: a marker takes its place.
 * @throws RunError when there is no such stack file
 */
export function readStackConfig(folder: string, stack: string): StackConfig {
  const path = join(folder, `Pulumi.${stack}.yaml`);
  if (!existsSync(path)) {
    throw new RunError(`There is no ${path}. Name one of the stacks that have a file: make render STACK=dev.`);
  }
  return stackConfig((parse(readFileSync(path, "utf8")) as { config?: Tree } | null)?.config ?? {});
}

/** @param config the part `config` of a stack file */
export function stackConfig(config: Tree): StackConfig {
  const entries = Object.entries(config).map(([key, value]) => ({ key, value, secret: isEncrypted(value) }));
  return {
    values: Object.fromEntries(
      entries.map(({ key, value, secret }) => [key, secret ? stood(key, value) : text(value)]),
    ),
    secretKeys: entries.filter(({ secret }) => secret).map(({ key }) => key),
  };
}

/** Encrypted as a whole, or something in it is, as with one key for each API client. */
function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return typeof (value as { secure?: unknown }).secure === "string" || Object.values(value).some(isEncrypted);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Values that pass for what they stand for: they are judged when the stack is deployed, by who can read them. */
const STAND_INS: Partial<Readonly<Record<SecretName, string>>> = {
  tlsCertificate:
    `-----BEGIN CERTIFICATE-----\n${marker("tlsCertificate")}\n-----END CERTIFICATE-----\n` +
    "-----BEGIN PRIVATE KEY-----\n-\n-----END PRIVATE KEY-----\n",
  webhookUrl: `https://${marker("webhookUrl").replaceAll("_", "-")}.invalid/`,
};

function stood(key: string, value: unknown): string {
  const name = key.slice(NAMESPACE.length + 1);
  if (!(SECRET_NAMES as readonly string[]).includes(name)) return marker(name);
  if (name !== "apiKeys") return STAND_INS[name as SecretName] ?? marker(name);
  const clients = Object.keys(value as object);
  return JSON.stringify(Object.fromEntries(clients.map((client) => [client, marker(`apiKey.${client}`)])));
}
