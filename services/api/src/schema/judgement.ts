/** `0001_expand_request-log`: the name alone says what a migration does to the releases around it. */
const NAME = /^\d{4}_(expand|contract)_[a-z0-9-]+$/;

export type Phase = "expand" | "contract";

/** The database and this release do not fit; `message` says what to run or change. */
export class SchemaError extends Error {
  override readonly name = "schema";
}

/** @throws SchemaError when the name follows no rule, because then nobody can tell whether it is safe */
export function phaseOf(name: string): Phase {
  const phase = NAME.exec(name)?.[1];
  if (phase === "expand" || phase === "contract") return phase;
  throw new SchemaError(`migration "${name}": the name must read NNNN_expand_what or NNNN_contract_what`);
}

export interface SchemaJudgement {
  /** Shipped with this release and not applied yet, in order. */
  readonly pending: readonly string[];
  /** The first so many of `pending` only add to the schema: safe while the other slot's release is serving. */
  readonly expandable: number;
  /** Applied by another release, unknown to this one. */
  readonly foreign: readonly string[];
}

/** Pure: compares what a release ships with what a database has. */
export function judge(shipped: readonly string[], applied: readonly string[]): SchemaJudgement {
  const pending = shipped.filter((name) => !applied.includes(name));
  const firstContract = pending.findIndex((name) => phaseOf(name) === "contract");
  return {
    pending,
    expandable: firstContract === -1 ? pending.length : firstContract,
    foreign: applied.filter((name) => !shipped.includes(name)),
  };
}

/**
 * Whether a server of this release may work on the schema as it is.
 * @throws SchemaError when a newer release has removed what this one may need, or what this one needs is not there yet
 */
export function assertServable(judgement: SchemaJudgement): void {
  const removed = judgement.foreign.filter((name) => phaseOf(name) === "contract");
  if (removed.length > 0) {
    throw new SchemaError(
      `the schema is ahead of this release: ${removed.join(", ")} removed what it may need. ` +
        "Start the release that brought it, or restore the backup taken before it.",
    );
  }
  const missing = judgement.pending.filter((name) => phaseOf(name) === "expand");
  if (missing.length > 0) {
    throw new SchemaError(
      `the schema is behind this release: ${missing.join(", ")} not applied. Run \`node dist/server.js migrate\` first.`,
    );
  }
}
