import { existsSync, readFileSync, realpathSync } from "node:fs";

/** Deepest first. Whatever a killed program left mounted would otherwise be emptied instead of removed. */
export function mountsBelow(...paths: string[]): string[] {
  if (!existsSync("/proc/mounts")) return [];
  const folders = paths.filter(existsSync).map((folder) => realpathSync(folder));
  return readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((mount) => folders.some((folder) => mount === folder || mount.startsWith(`${folder}/`)))
    .sort((a, b) => b.length - a.length);
}
