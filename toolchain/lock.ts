import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { partialOf, remove } from "./files";
import type { Layout } from "./layout";
import { alive, startOf } from "./process-id";
import { SetUpError } from "./set-up-error";

/** One set-up at a time in a tool folder. A lock whose owner is dead counts for nothing. */
export async function locked<T>(layout: Layout, work: () => Promise<T>): Promise<T> {
  const path = join(layout.root, "lock");
  mkdirSync(layout.root, { recursive: true });
  if (!take(path)) {
    const owner = ownerOf(path);
    if (owner !== undefined) {
      throw new SetUpError(`another set-up (process ${owner}) works in ${layout.root}: wait until it is done.`);
    }
    remove(path);
    if (!take(path)) throw new SetUpError(`another set-up has just begun in ${layout.root}: wait until it is done.`);
  }
  try {
    return await work();
  } finally {
    remove(path);
  }
}

/** A link appears with its content, unlike a file that is created first and written then. */
function take(path: string): boolean {
  const partial = partialOf(path);
  writeFileSync(partial, `${process.pid} ${startOf(process.pid)}`);
  try {
    linkSync(partial, path);
    return true;
  } catch {
    return false;
  } finally {
    remove(partial);
  }
}

/** @returns process id of the owner if it is alive */
function ownerOf(path: string): number | undefined {
  try {
    const [pid = 0, start] = readFileSync(path, "utf8").split(" ").map(Number);
    return pid > 0 && alive(pid) && startOf(pid) === start ? pid : undefined;
  } catch {
    return undefined;
  }
}
