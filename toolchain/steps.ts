import { SetUpError } from "./set-up-error";

/** Something that takes the place of the real thing on a machine where the real thing cannot be had. */
export interface StandIn {
  readonly standsFor: string;
  /** What it is, and what it does not do. */
  readonly what: string;
}

export interface Outcome {
  /** What the step found or did, as the end of its line. */
  readonly did: string;
  readonly standIns?: readonly StandIn[];
}

/** Tells that the step is at work on something that takes longer than a moment. */
export type Say = (message: string) => void;

/** Runs steps one after the other and prints a line for each: its name, what it did, how long it took. */
export class Steps {
  private readonly found: StandIn[] = [];

  constructor(
    private readonly print: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get standIns(): readonly StandIn[] {
    return this.found;
  }

  async run<T extends Outcome>(name: string, step: (say: Say) => Promise<T> | T): Promise<T> {
    const line = (text: string) => this.print(`${name.padEnd(22)}${text}`);
    const start = this.now();
    const took = () => `${((this.now() - start) / 1000).toFixed(1)} s`;
    try {
      const outcome = await step((message) => line(`${message} …`));
      line(`${outcome.did} … took ${took()}`);
      this.found.push(...(outcome.standIns ?? []));
      return outcome;
    } catch (error) {
      line(`failed after ${took()}`);
      throw error instanceof SetUpError ? new SetUpError(`${name}: ${error.message}`, { cause: error }) : error;
    }
  }
}
