import { readFileSync, statSync } from "node:fs";

/** Size of a state file, and how many resources it holds. */
export function checkpointOf(stateFile: string): { readonly kiB: number; readonly resources: number } {
  const { checkpoint } = JSON.parse(readFileSync(stateFile, "utf8")) as Checkpoint;
  return { kiB: statSync(stateFile).size / 1024, resources: checkpoint.latest.resources.length };
}

interface Checkpoint {
  readonly checkpoint: { readonly latest: { readonly resources: readonly unknown[] } };
}
