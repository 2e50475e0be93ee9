import { join } from "node:path";
import { checksum, readJson, writeWhole } from "./files";
import type { Layout } from "./layout";

/** A program in the tool folder that set-up built. */
export interface Built {
  readonly name: string;
  readonly path: string;
  readonly version: string;
}

/** Whether the program is there, of that version, and still the very file that was put there. */
export function builtBefore(layout: Layout, program: Built): boolean {
  const record = readJson(recordOf(layout, program)) as { version?: string; sha256?: string } | undefined;
  return record?.sha256 !== undefined && record.version === program.version && record.sha256 === checksum(program.path);
}

/** Called last of all, so that a record vouches for a finished file. */
export function rememberBuilt(layout: Layout, program: Built): void {
  const sha256 = checksum(program.path);
  if (!sha256) throw new Error(`${program.path} is not there to be recorded`);
  writeWhole(recordOf(layout, program), `${JSON.stringify({ version: program.version, sha256 }, null, 2)}\n`);
}

function recordOf(layout: Layout, { name }: Built): string {
  return join(layout.records, `${name}.json`);
}
