import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "./secret-markers";
import { neededSecrets, type SecretKey, type SecretRecipe } from "./secrets";

/** Base secrets that nobody can make up: they come from outside. */
export const FROM_OUTSIDE = ["webhookUrl"];

/** A shell script that makes every Secret with kubectl. It holds how they are made and none of the values. */
export function secretsScript(recipes: readonly SecretRecipe[], hosts: readonly string[]): string {
  const needed = neededSecrets(recipes);
  return `${[
    "#!/usr/bin/env bash",
    "# Makes the Secrets of this stack in the cluster of the current context, or of the one that CONTEXT names.",
    "# A value is taken from the environment, else from the cluster if it was made before, else it is generated:",
    ...needed.map((secret) => `#   ${variable(secret)}${FROM_OUTSIDE.includes(secret) ? " (has to be given)" : ""}`),
    "set -euo pipefail",
    "",
    `namespace=${recipes[0]?.object.metadata.namespace ?? "default"}`,
    `kept=${KEPT_SECRET}`,
    "",
    HELPERS,
    "",
    'kubectl apply --filename "$(dirname "$0")/manifests/1-cluster"',
    "",
    ...needed.map((secret) => `${variable(secret)}=$(${source(secret, hosts)})`),
    "",
    `keep ${needed.map((secret) => `${secret} "$${variable(secret)}"`).join(" \\\n  ")}`,
    ...recipes.flatMap(({ object, keys }) => ["", ...secret(object.metadata, keys)]),
  ].join("\n")}\n`;
}

/** Holds the base secrets themselves, so that a second run makes the same Secrets. No workload mounts it. */
export const KEPT_SECRET = "vector-platform-keys";

/** The part that is the same for every stack. */
const HELPERS = readFileSync(join(__dirname, "secrets-helpers.sh"), "utf8").trimEnd();

function source(secret: string, hosts: readonly string[]): string {
  const given = `value "\${${variable(secret)}:-}" ${secret}`;
  if (FROM_OUTSIDE.includes(secret)) return `${given} missing ${variable(secret)}`;
  return secret === "tlsCertificate"
    ? `${given} certificate ${hosts.map(alternative).join(",")}`
    : `${given} generated`;
}

const alternative = (host: string): string => `${/^[0-9.]+$|:/.test(host) ? "IP" : "DNS"}:${host}`;

function secret(
  { name, namespace = "default" }: { name: string; namespace?: string },
  keys: readonly SecretKey[],
): string[] {
  const files = keys.map((key) => ({ key, path: `"$folder/${name}.${key.name}"` }));
  return [
    ...files.map(({ key, path }) => `printf %s ${key.parts.map(shell).join("")} >${path}`),
    `apply ${namespace} ${name} ${files.map(({ key, path }) => `--from-file=${key.name}=${path}`).join(" ")}`,
  ];
}

function shell(part: Part): string {
  if (part.kind === "value") return `"$${variable(part.secret)}"`;
  if (part.kind === "digest") return `"$(digest "$${variable(part.secret)}")"`;
  return `$'${part.text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
}

/** `apiKey.alice` is asked for as API_KEY_ALICE. */
export function variable(secret: string): string {
  return secret
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]/g, "_")
    .toUpperCase();
}
