import { type BackendVariables, backendVariables, prepareFiles, usesFiles } from "../backend";
import type { Layout } from "../layout";
import { hideLocalSalt } from "../local-salt";
import type { Outcome } from "../steps";

export interface StateOutcome extends Outcome {
  readonly backend: BackendVariables;
}

/** Where Pulumi keeps state: the backend that the user is logged in to, else files beside the project. */
export async function state(layout: Layout): Promise<StateOutcome> {
  const backend = backendVariables(layout);
  if (!usesFiles(backend)) return { backend, did: "the backend that you are logged in to" };
  prepareFiles(layout);
  await hideLocalSalt(layout);
  return { backend, did: `files in ${layout.state.root}` };
}
