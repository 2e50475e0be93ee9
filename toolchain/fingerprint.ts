import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** One value for the names and contents of files and folders; any change in any of them makes another. */
export function fingerprint(...paths: string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesBelow(path)) {
      const content = readFileSync(file);
      // With its length first, no two sets of files run together into the same bytes.
      hash.update(`${relative(path, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}
