import { lastLines } from "../toolchain/command";

const LINES = 20;

/** Runs the measurements one after the other, tells about each, and goes on when one fails. */
export class Steps {
  readonly failures: string[] = [];
  private interrupted = false;
  private readonly began = performance.now();

  constructor(private readonly tell: (line: string) => void) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        this.interrupted = true;
        this.say(`${signal}: what was made is removed first; once more to leave at once`);
      });
    }
  }

  /** @returns whether it succeeded; what builds on it is not worth trying otherwise */
  async run(name: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.interrupted) return false;
    return this.attempt(name, work);
  }

  /** Like `run`, but carried out after an interruption too. */
  async cleanUp(name: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.attempt(name, work);
  }

  private async attempt(name: string, work: () => Promise<unknown>): Promise<boolean> {
    this.say(`${name} …`);
    try {
      await work();
      return true;
    } catch (error) {
      const message = lastLines(reason(error instanceof Error ? error.message : String(error)), LINES);
      this.failures.push(`${name}:\n${message}`);
      this.say(`${name} FAILED:\n${message}`);
      return false;
    }
  }

  private say(line: string): void {
    const seconds = Math.round((performance.now() - this.began) / 1000);
    this.tell(`${String(seconds).padStart(4)} s  ${line}`);
  }
}

/** The engine prints a stack's outputs behind its diagnostics; only the latter tell what went wrong. */
function reason(message: string): string {
  const [, diagnostics] = /\n(Diagnostics:\n[\s\S]*?)(\nOutputs:\n|$)/.exec(message) ?? [];
  return diagnostics ?? message;
}
