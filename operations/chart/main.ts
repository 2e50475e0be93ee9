import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { version } from "../../package.json";
import { writeFolder } from "../render";
import { chartFiles } from "./chart";
import { TITLE } from "./readme";

/** `make chart`: the platform as a Helm chart. */
async function main(): Promise<void> {
  const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
  if (!out) throw new RunError("Say where to: make chart OUT=<folder>.");
  const files = await chartFiles(version);
  writeFolder(resolve(out), files, TITLE);
  console.log(`The chart, ${files.length} files, is in ${out}; start with its README.md.`);
}

main().catch((error: unknown) => {
  console.error(RunError.isInstance(error) ? error.message : error);
  process.exitCode = 1;
});
