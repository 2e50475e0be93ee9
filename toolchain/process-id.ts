import { readFileSync } from "node:fs";

/** Tells a process from a later one with the same number; 0 where the system does not say, or there is none. */
export function startOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold blanks; the start is the 22nd.
    const [state, ...rest] = fields.slice(fields.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not asked yet how.
    return state === "Z" ? 0 : Number(rest[18]);
  } catch {
    return 0;
  }
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, yet it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** @returns false where the process is gone already */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
