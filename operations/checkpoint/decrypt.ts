import { CheckpointError } from "./errors";
import { unlock } from "./passphrase";
import type { Checkpoint } from "./read";
import type { Resource } from "./schema";
import { isMarked, mapChildren, secret, type Value } from "./values";

/** A checkpoint whose secrets can be read. It is held in memory and never written anywhere. */
export interface Opened extends Checkpoint {
  readonly resources: readonly Resource[];
}

/** Reads the secrets of a checkpoint that this library has no key for; see `throughEngine`. */
export type Elsewhere = (checkpoint: Checkpoint) => Promise<Checkpoint>;

/**
 * @param passphrases tried in order; an older checkpoint may need an older one
 * @param elsewhere for other secrets providers than a passphrase
 * @throws CheckpointError `passphrase`, before anything else is done
 */
export async function openCheckpoint(
  checkpoint: Checkpoint,
  passphrases: readonly string[],
  elsewhere: Elsewhere,
): Promise<Opened> {
  const salt = saltOf(checkpoint);
  if (salt === undefined)
    return opened(hasCiphertext(checkpoint) ? await elsewhere(checkpoint) : checkpoint, readPlain);
  const { decrypt } = await unlock(salt, passphrases);
  return opened(checkpoint, (value) => {
    if (typeof value.plaintext === "string") return readPlain(value);
    try {
      return JSON.parse(decrypt(String(value.ciphertext))) as Value;
    } catch {
      throw new CheckpointError("truncated", "a secret of the checkpoint is damaged", "choose another release");
    }
  });
}

/** The salt that a passphrase opens this checkpoint with; none where another provider keeps the secrets. */
export function saltOf({ deployment }: Checkpoint): string | undefined {
  const { type, state } = deployment.secrets_providers ?? {};
  const salt = type === "passphrase" && (state as { salt?: unknown } | undefined)?.salt;
  return typeof salt === "string" ? salt : undefined;
}

function opened(checkpoint: Checkpoint, read: (secret: { readonly [key: string]: Value }) => Value): Opened {
  const open = (value: Value): Value =>
    isMarked(value, "secret") ? secret(open(read(value))) : mapChildren(value, open);
  const all = (values: Resource["inputs"]) => values && (open(values) as Record<string, Value>);
  const resources = checkpoint.deployment.resources.map((resource) => ({
    ...resource,
    inputs: all(resource.inputs),
    outputs: all(resource.outputs),
    ...(resource.replacementTrigger !== undefined && {
      replacementTrigger: open(resource.replacementTrigger as Value),
    }),
  }));
  return { ...checkpoint, resources: resources as Resource[] };
}

function readPlain(value: { readonly [key: string]: Value }): Value {
  if (typeof value.plaintext === "string") return JSON.parse(value.plaintext) as Value;
  throw new CheckpointError("secrets-provider", "a secret is still encrypted", "log in where its key is kept");
}

function hasCiphertext({ deployment }: Checkpoint): boolean {
  const found = (value: Value): boolean =>
    isMarked(value, "secret")
      ? value.ciphertext !== undefined
      : typeof value === "object" && value !== null && Object.values(value).some(found);
  return deployment.resources.some(({ inputs, outputs }) => found(inputs ?? {}) || found(outputs ?? {}));
}
