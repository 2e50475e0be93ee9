import type { Change } from "./schema";
import type { Values } from "./values";

/** One resource type, free of the wire: plain values in, plain values out. */
export interface Resource {
  check(request: CheckRequest): Checked;
  diff(request: DiffRequest): Diffed;
  create(inputs: Values, context: Context): Promise<Created>;
  /** Outputs that only the real thing can tell, for previews. */
  preview(inputs: Values, state: Values | undefined): Values;
  /** @returns nothing when the resource is gone. @default - the recorded state is all there is to know */
  read?(id: string, state: Values, inputs: Values, context: Context): Promise<Read | undefined>;
  update(id: string, state: Values, inputs: Values, context: Context): Promise<Values>;
  delete(id: string, state: Values, context: Context): Promise<void>;
  /** Texts inside secret inputs that are none themselves, and may stand in a message. @default - none */
  readable?(inputs: Values): readonly string[];
  /** Outputs that reveal more than they mirror: secret as soon as any input except these is. @default - none */
  readonly derived?: { readonly outputs: readonly string[]; readonly exceptInputs: readonly string[] };
}

export interface CheckRequest {
  readonly name: string;
  readonly olds: Values;
  readonly news: Values;
}

export interface Checked {
  readonly inputs: Values;
  readonly failures?: readonly Failure[];
}

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

export interface DiffRequest {
  readonly state: Values;
  readonly oldInputs: Values;
  readonly news: Values;
  readonly ignored: readonly string[];
}

export interface Diffed {
  readonly changes: readonly Change[];
  /** @default false */
  readonly deleteBeforeReplace?: boolean;
}

export interface Created {
  readonly id: string;
  readonly outputs: Values;
}

export interface Read {
  readonly id: string;
  readonly outputs: Values;
  readonly inputs: Values;
}

/** What a resource may reach while it works. */
export interface Context {
  /** Name of the resource in the program. */
  readonly name: string;
  /** Raised when the user interrupts the update. */
  readonly signal: AbortSignal;
  /** Says something to the user; secrets are taken out on the way. */
  log(message: string, options?: { readonly ephemeral?: boolean }): void;
}

/** The resource exists but is not what was asked for: it is recorded, so that nothing is orphaned. */
export class HalfCreated extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Values,
    reason: string,
  ) {
    super(reason);
  }
}
