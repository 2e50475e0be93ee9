import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { partialOf, remove } from "./files";
import type { Layout } from "./layout";
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

/** Tells a process from a later one with the same number; 0 where the system does not say. */
function startOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold blanks; the start is the 22nd.
    return Number(fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return 0;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, yet it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
