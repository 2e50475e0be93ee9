import { join } from "node:path";
import { readJson, writeWhole } from "./files";
import { fingerprint } from "./fingerprint";
import type { Layout } from "./layout";

/** A folder that is made from files of the project. */
export interface Derived {
  readonly name: string;
  readonly from: readonly string[];
  readonly into: string;
  make(): Promise<unknown>;
}

interface DerivedRecord {
  readonly inputs: string;
  readonly outputs: string;
}

/**
 * Makes the folder unless it is there, whole, and made from just these files. What makes it may be stopped anywhere: the
 * record is written last, and it tells a folder that was left half-way from a finished one.
 */
export async function derive(layout: Layout, derived: Derived): Promise<"up to date" | "made"> {
  const inputs = fingerprint(...derived.from);
  if (upToDate(layout, derived, inputs)) return "up to date";
  await derived.make();
  const record: DerivedRecord = { inputs, outputs: fingerprint(derived.into) };
  writeWhole(recordOf(layout, derived.name), `${JSON.stringify(record, null, 2)}\n`);
  return "made";
}

/** Whether such a folder has ever been finished here. */
export function derivedBefore(layout: Layout, name: string): boolean {
  return readJson(recordOf(layout, name)) !== undefined;
}

function upToDate(layout: Layout, derived: Derived, inputs: string): boolean {
  const known = readJson(recordOf(layout, derived.name)) as Partial<DerivedRecord> | undefined;
  return known?.inputs === inputs && known.outputs === fingerprint(derived.into);
}

function recordOf(layout: Layout, name: string): string {
  return join(layout.records, `${name}.json`);
}
