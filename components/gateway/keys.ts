import { createHash } from "node:crypto";
import { RunError } from "@pulumi/pulumi";

/** A key and whom it belongs to. Two entries with one name are one caller with two keys, as during a rotation. */
export interface NamedKey {
  /** Stands for the key in logs, rate limits and the header `x-client`. */
  readonly name: string;
  readonly key: string;
}

const SHORTEST_KEY = 16;
const NAME = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * HAProxy map from a key's hash to its owner's name. Hashes only: whoever reads the file, or the runtime socket, cannot
 * call with what he finds.
 * @throws RunError for a key that is too short, unusable in a header or shared by two names; the key itself is never shown
 */
export function keyMap(what: string, keys: readonly NamedKey[]): string {
  const owners = new Map<string, string>();
  for (const { name, key } of keys) {
    if (!NAME.test(name))
      throw new RunError(`${what}: ${JSON.stringify(name)} is no name for a key; use a lower-case word.`);
    if (key.length < SHORTEST_KEY || !/^[\x21-\x7e]+$/.test(key)) {
      throw new RunError(
        `${what}: the key of "${name}" is unusable. Allowed: at least ${SHORTEST_KEY} printable ASCII characters without spaces. ` +
          "Generate one with: openssl rand -hex 32",
      );
    }
    const hash = createHash("sha256").update(key).digest("hex").toUpperCase();
    const other = owners.get(hash);
    if (other !== undefined && other !== name) {
      throw new RunError(
        `${what}: "${other}" and "${name}" share a key. Give each its own, so that one can be withdrawn.`,
      );
    }
    owners.set(hash, name);
  }
  return [...owners]
    .map(([hash, name]) => `${hash} ${name}\n`)
    .sort()
    .join("");
}
