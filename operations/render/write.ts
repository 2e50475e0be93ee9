import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { File } from "./folder";

const EXECUTABLE = 0o755;
const PLAIN = 0o644;

/**
 * Puts the files into the folder and removes what an earlier run left there.
 * @param sign what the README of a folder of this kind starts with
 * @throws RunError when the folder holds something that was not written here
 */
export function writeFolder(folder: string, files: readonly File[], sign: string): void {
  const present = existsSync(folder) ? readdirSync(folder).filter((name) => name !== ".git") : [];
  if (present.length > 0 && !isOurs(folder, sign)) {
    throw new RunError(
      `OUT=${folder} holds other files, which writing would remove. Name a folder that is empty or does not exist.`,
    );
  }
  for (const name of present) rmSync(join(folder, name), { recursive: true });
  for (const { path, content, executable } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, executable ? EXECUTABLE : PLAIN);
  }
}

function isOurs(folder: string, sign: string): boolean {
  const path = join(folder, "README.md");
  return existsSync(path) && readFileSync(path, "utf8").startsWith(sign);
}
