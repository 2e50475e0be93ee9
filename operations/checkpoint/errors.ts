/** Why a checkpoint cannot be used. Stable: scripts and checks tell cases apart by it. */
export type Trouble =
  | "missing"
  | "empty"
  | "truncated"
  | "schema"
  | "other-project"
  | "other-stack"
  | "pending-operations"
  | "passphrase"
  | "secrets-provider"
  | "backend"
  | "engine";

/** A problem with a checkpoint or with where it lies; the message says what, the remedy what to do. */
export class CheckpointError extends Error {
  constructor(
    readonly trouble: Trouble,
    what: string,
    readonly remedy: string,
  ) {
    super(`${what}; ${remedy}`);
    this.name = "CheckpointError";
  }
}
