import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { NAMESPACE } from "../../stacks/config";
import { TITLE } from "./readme";
import { renderFolder } from "./render-folder";
import { renderStack } from "./render-stack";
import { readStackConfig, type StackConfig } from "./stack-config";
import { writeFolder } from "./write";

const PROJECT = resolve(__dirname, "..", "..");
const USAGE = "make render STACK=<stack> OUT=<folder> [PLATFORM=kubernetes]";

/** `make render`: a stack as a folder of plain manifests. */
async function main(): Promise<void> {
  const options = { stack: { type: "string" }, out: { type: "string" }, platform: { type: "string" } } as const;
  const { stack, out, platform } = parseArgs({ options }).values;
  if (!stack || !out) throw new RunError(`Say which stack and where to: ${USAGE}.`);
  if (platform && platform !== "kubernetes") {
    throw new RunError(
      `PLATFORM=${platform} has no manifests. Allowed: kubernetes, or nothing for what the stack says.`,
    );
  }
  const given = readStackConfig(PROJECT, stack);
  const { config, objects } = await renderStack(stack, platform ? onKubernetes(given) : given);
  const files = renderFolder(config, objects);
  writeFolder(resolve(out), files, TITLE);
  console.log(`${files.length} files of stack ${stack} are in ${out}; start with its README.md.`);
}

function onKubernetes({ values, secretKeys }: StackConfig): StackConfig {
  return { values: { ...values, [`${NAMESPACE}:platform`]: "kubernetes" }, secretKeys };
}

main().catch((error: unknown) => {
  console.error(RunError.isInstance(error) ? error.message : error);
  process.exitCode = 1;
});
