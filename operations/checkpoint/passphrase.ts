import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { CheckpointError } from "./errors";

/** What the engine's own passphrase provider uses; a state says `v1` when it does. */
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Encrypted beside every salt, so that a wrong passphrase is noticed at once. */
const PROOF = "pulumi";

const derive = promisify(pbkdf2);

/** Encrypts and decrypts under one passphrase and one salt. */
export interface Crypter {
  /** `v1:<salt>:<proof>`: what a stack file calls `encryptionsalt`. */
  readonly salt: string;
  encrypt(plaintext: string): string;
  decrypt(ciphertext: string): string;
}

/**
 * @param salt as a checkpoint or a stack file names it
 * @param passphrases tried in this order
 * @throws CheckpointError `passphrase` when none of them fits
 */
export async function unlock(salt: string, passphrases: readonly string[]): Promise<Crypter> {
  const [version, encoded = "", ...proof] = salt.split(":");
  if (version !== "v1" || proof.length !== 3) {
    throw new CheckpointError("secrets-provider", "the salt is not of a known form", "check the stack file");
  }
  for (const passphrase of passphrases) {
    const key = await keyFor(passphrase, encoded);
    if (opens(key, proof.join(":"))) return crypter(key, salt);
  }
  throw new CheckpointError("passphrase", wrong(passphrases.length), REMEDY);
}

/** A key takes most of a second to derive, and the checkpoints of a stack share their salt. */
const keys = new Map<string, Promise<Buffer>>();

function keyFor(passphrase: string, salt: string): Promise<Buffer> {
  const name = `${salt}:${passphrase}`;
  const known = keys.get(name) ?? derive(passphrase, Buffer.from(salt, "base64"), ITERATIONS, KEY_BYTES, "sha256");
  keys.set(name, known);
  return known;
}

const REMEDY =
  "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one in use when it was written, " +
  "or name a file with it: --old-passphrase-file FILE";

function wrong(tried: number): string {
  if (tried === 0) return "no passphrase was given";
  return tried === 1 ? "the passphrase does not fit" : `none of the ${tried} passphrases fits`;
}

function opens(key: Buffer, proof: string): boolean {
  try {
    return decrypt(key, proof) === PROOF;
  } catch {
    return false;
  }
}

function crypter(key: Buffer, salt: string): Crypter {
  return { salt, encrypt: (plaintext) => encrypt(key, plaintext), decrypt: (ciphertext) => decrypt(key, ciphertext) };
}

function encrypt(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decrypt(key: Buffer, ciphertext: string): string {
  const [, nonce = "", sealed = ""] = ciphertext.split(":");
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
}
