import { z } from "zod";
import { runPulumi, type Target } from "./engine";
import { CheckpointError } from "./errors";
import type { History, HistoryEntry } from "./history";
import type { Value } from "./values";

const listed = z.array(
  z.looseObject({
    kind: z.string(),
    startTime: z.string(),
    endTime: z.string().optional(),
    message: z.string().default(""),
    result: z.string(),
    version: z.number().optional(),
    environment: z.record(z.string(), z.string()).default({}),
    config: z.record(z.string(), z.looseObject({ value: z.string().optional(), secret: z.boolean() })).default({}),
    resourceChanges: z.record(z.string(), z.number()).nullish(),
  }),
);

/** History of a stack through the engine's command line: for the service backend, which numbers and keeps every version. */
export class ServiceHistory implements History {
  constructor(
    readonly project: string,
    readonly stack: string,
    private readonly target: Target,
  ) {}

  async entries(): Promise<readonly HistoryEntry[]> {
    const newestFirst = listed.parse(JSON.parse(await this.pulumi("stack", "history", "--json", "--full-dates")));
    return newestFirst.reverse().map((update, index): HistoryEntry => {
      const number = update.version || index + 1;
      return {
        number,
        key: `${number}`,
        kind: update.kind,
        result: update.result,
        startedAt: new Date(update.startTime),
        endedAt: new Date(update.endTime ?? update.startTime),
        message: update.message,
        environment: update.environment,
        config: Object.fromEntries(Object.entries(update.config).map(([key, value]) => [key, configValue(value)])),
        changes: update.resourceChanges ?? {},
      };
    });
  }

  async checkpoint({ number }: HistoryEntry): Promise<Uint8Array> {
    return Buffer.from(await this.pulumi("stack", "export", "--version", `${number}`));
  }

  async current(): Promise<Uint8Array> {
    return Buffer.from(await this.pulumi("stack", "export"));
  }

  /** The service keeps its own, and says so itself. */
  async locks(): Promise<readonly string[]> {
    return [];
  }

  private async pulumi(...args: string[]): Promise<string> {
    const flags = ["--stack", this.target.stack, "--non-interactive", "--color", "never"];
    const { code, output, stdout } = await runPulumi([...args, ...flags], this.target);
    if (code === 0) return stdout;
    const what = `pulumi ${args.join(" ")}: ${output.trim().split("\n").at(-1)}`;
    throw new CheckpointError("backend", what, "check the name of the stack and that you are logged in to its backend");
  }
}

/** The service tells that a value is secret, and keeps what it was. */
function configValue({ value, secret }: { value?: string | undefined; secret: boolean }): Value {
  return secret ? { secure: value ?? "" } : (value ?? "");
}
