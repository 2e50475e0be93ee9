import { spawn } from "node:child_process";

export interface ShellOptions {
  /** @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - the working directory of this process */
  readonly cwd?: string;
}

const TAIL_LINES = 15;

/** Runs a command and returns its standard output; a failure carries the command and the last lines that it wrote. */
export function run(command: string, args: readonly string[], options: ShellOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let both = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      both += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      both += text;
    });
    child.on("error", (cause: NodeJS.ErrnoException) => reject(new Error(notStarted(command, cause), { cause })));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(out);
      const tail = both.trimEnd().split("\n").slice(-TAIL_LINES).join("\n  ");
      reject(new Error(`\`${[command, ...args].join(" ")}\` ended with ${signal ?? `exit code ${code}`}:\n  ${tail}`));
    });
  });
}

function notStarted(command: string, cause: NodeJS.ErrnoException): string {
  return cause.code === "ENOENT"
    ? `\`${command}\` is not installed (or not on PATH); local images are made with it`
    : `\`${command}\` did not start: ${cause.message}`;
}

/** Seconds with one decimal, for log lines. */
export function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
