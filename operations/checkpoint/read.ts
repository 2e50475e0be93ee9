import { gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { z } from "zod";
import { CheckpointError } from "./errors";
import { checkpointFile, type Deployment, exportFile, FORMATS } from "./schema";
import { parseUrn } from "./urn";

/** A checkpoint as it lies on disk: secrets are still encrypted. */
export interface Checkpoint {
  readonly version: number;
  readonly project: string;
  readonly stack: string;
  readonly deployment: Deployment;
}

const OTHER_COPY = "choose another release, or put a copy of the file back";

/** @throws CheckpointError `truncated` when it starts like a compressed file and does not end like one */
export function decompressed(bytes: Uint8Array): string {
  const unpack = isGzip(bytes) ? gunzipSync : isZstd(bytes) ? decompress : (plain: Uint8Array) => plain;
  try {
    return new TextDecoder().decode(unpack(bytes));
  } catch (error) {
    throw new CheckpointError("truncated", `the compressed file cannot be unpacked (${messageOf(error)})`, OTHER_COPY);
  }
}

/**
 * Reads what a file backend keeps or what `pulumi stack export` prints, compressed or not.
 * @throws CheckpointError when it is empty, cut off, of another format, or records nothing
 */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  if (bytes.length === 0) throw new CheckpointError("empty", "the checkpoint is empty", OTHER_COPY);
  const json = parse(decompressed(bytes));
  const { version, deployment } = contents(json);
  if (!FORMATS.includes(version)) {
    const known = `format ${version} is not known here (known: ${FORMATS.join(", ")})`;
    throw new CheckpointError("schema", known, "use the version of this tool that belongs to the engine that wrote it");
  }
  const [first] = deployment?.resources ?? [];
  if (!deployment || !first) throw new CheckpointError("empty", "the checkpoint records no resource", OTHER_COPY);
  return { version, deployment, project: parseUrn(first.urn).project, stack: parseUrn(first.urn).stack };
}

/** @throws CheckpointError when the checkpoint belongs elsewhere, or was written in the middle of an update */
export function expectUsable(checkpoint: Checkpoint, wanted: { project: string; stack: string }): void {
  for (const what of ["project", "stack"] as const) {
    if (checkpoint[what] === wanted[what]) continue;
    const found = `the checkpoint belongs to ${what} "${checkpoint[what]}", not to "${wanted[what]}"`;
    throw new CheckpointError(`other-${what}`, found, `name the ${what} that it was taken from`);
  }
  const pending = checkpoint.deployment.pending_operations ?? [];
  if (pending.length > 0) {
    const list = pending.map(({ type, resource }) => `${type} ${resource.urn}`).join(", ");
    const advice = "choose another release; what was pending is not known to exist";
    throw new CheckpointError("pending-operations", `the checkpoint has pending operations: ${list}`, advice);
  }
}

interface Contents {
  readonly version: number;
  readonly deployment: Deployment | null | undefined;
}

function contents(json: unknown): Contents {
  const versioned = z.looseObject({ version: z.number() }).safeParse(json);
  // What another format calls its parts is not known: its number is the better answer.
  if (versioned.success && !FORMATS.includes(versioned.data.version)) return { ...versioned.data, deployment: null };
  const stored = isCheckpointFile(json) ? checkpointFile.safeParse(json) : exportFile.safeParse(json);
  if (!stored.success) {
    throw new CheckpointError("schema", `this is no checkpoint: ${z.prettifyError(stored.error)}`, OTHER_COPY);
  }
  const { data } = stored;
  return isStored(data) ? { version: data.version, deployment: data.checkpoint.latest } : (data as Contents);
}

const isCheckpointFile = (json: unknown) => typeof json === "object" && json !== null && "checkpoint" in json;
const isStored = (data: object): data is z.output<typeof checkpointFile> => isCheckpointFile(data);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CheckpointError("truncated", `the checkpoint is cut off or damaged (${messageOf(error)})`, OTHER_COPY);
  }
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const isZstd = (bytes: Uint8Array) => bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;

/** JSON.parse quotes what it stumbled over, which may be a piece of anything: only the kind of the error is said. */
function messageOf(error: unknown): string {
  return error instanceof SyntaxError ? "not valid JSON" : error instanceof Error ? error.message : String(error);
}
