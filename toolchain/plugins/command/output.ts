import type { Context } from "../provider/resource";

type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what a command says, and passes it on to the user line by line while it runs. */
export class Output {
  private readonly said = { stdout: "", stderr: "", both: "" };
  private readonly unfinished = { stdout: "", stderr: "" };

  constructor(
    private readonly context: Context,
    private readonly logging: Logging = "stdoutAndStderr",
  ) {}

  take(stream: "stdout" | "stderr", text: string): void {
    this.said[stream] += text;
    this.said.both += text;
    if (this.logging !== "stdoutAndStderr" && this.logging !== stream) return;
    const lines = (this.unfinished[stream] + text).split("\n");
    this.unfinished[stream] = lines.pop() ?? "";
    for (const line of lines) this.context.log(line, { ephemeral: true });
  }

  /** @throws when the command failed: with its words, which say why */
  finish(command: string, failure: string | undefined): Outcome {
    for (const rest of Object.values(this.unfinished)) if (rest) this.context.log(rest, { ephemeral: true });
    if (failure) throw new Error(`${failure}: running ${JSON.stringify(command)}:\n${this.said.both}`);
    return { stdout: this.said.stdout.replace(/\n$/, ""), stderr: this.said.stderr.replace(/\n$/, "") };
  }
}
