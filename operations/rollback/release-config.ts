import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Crypter, saltOf, unlock } from "../checkpoint";
import { type Reencrypt, type Rewritten, saltIn, withConfig } from "./config-file";
import type { Release } from "./release";
import type { Both, StackAt } from "./situation";

/** The stack file as it was with a release, and today's until it is written. */
export interface ReleaseConfig extends Rewritten {
  /** A file with it for the time of the run; the stack file itself is written when the run has succeeded. */
  readonly during: string;
  write(): void;
  discard(): void;
}

/** @throws CheckpointError `passphrase` when a value cannot be encrypted anew for today's salt */
export async function releaseConfig(at: StackAt, { entry }: Release, { recorded }: Both): Promise<ReleaseConfig> {
  const text = existsSync(at.configFile) ? readFileSync(at.configFile, "utf8") : "config: {}\n";
  const then = saltOf(recorded);
  const rewritten = withConfig(text, entry.config, await between(then, saltIn(text), at.passphrases), then);
  const folder = mkdtempSync(join(tmpdir(), "replay-config-"));
  const during = join(folder, "stack.yaml");
  writeFileSync(during, rewritten.text, { mode: 0o600 });
  return {
    ...rewritten,
    during,
    write: () => rewritten.text !== text && writeFileSync(at.configFile, rewritten.text),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function between(
  then: string | undefined,
  now: string | undefined,
  passphrases: readonly string[],
): Promise<Reencrypt> {
  if (then === undefined || now === undefined || then === now) return (ciphertext) => ciphertext;
  const [from, to]: Crypter[] = await Promise.all([unlock(then, passphrases), unlock(now, passphrases)]);
  return (ciphertext) => (from && to ? to.encrypt(from.decrypt(ciphertext)) : ciphertext);
}
