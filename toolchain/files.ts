import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** Readers see the old content or the new, never half of it: also after a kill or a power cut. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = partialOf(path);
  writeFileSync(partial, content, { mode });
  putInPlace(partial, path);
}

/** Moves a finished file (or a folder) to its name, once its content is on the disk. */
export function putInPlace(partial: string, path: string): void {
  sync(partial);
  renameSync(partial, path);
  sync(dirname(path));
}

/** Points a name at a file elsewhere; whatever had the name before is gone in the same moment. */
export function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = partialOf(path);
  remove(partial);
  symlinkSync(target, partial);
  renameSync(partial, path);
}

/** A name beside the real one that nothing reads; the process id keeps two runs from writing into one file. */
export function partialOf(path: string): string {
  return `${path}.${process.pid}.partial`;
}

export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Absent or unreadable are the same to a caller that can make it again.
    return undefined;
  }
}

export function checksum(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}

export function remove(...paths: string[]): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}

function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
