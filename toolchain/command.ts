import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetUpError } from "./set-up-error";

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; an undefined value removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default 60 */
  readonly limitSeconds?: number;
}

export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Both streams in the order of their arrival. */
  readonly output: string;
}

/** Runs a program to its end and never throws: a caller that can do something else looks at `ok`. */
export function attempt(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const limit = options.limitSeconds ?? 60;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limit * 1000,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((done) => {
    child.on("error", (error) => done({ ok: false, stdout, output: error.message }));
    child.on("close", (code) => done({ ok: code === 0, stdout, output }));
    // A killed program may leave children that hold its pipes open, so `close` might never come.
    child.on("exit", (_, signal) => {
      if (signal === "SIGKILL") done({ ok: false, stdout, output: `${output}\nkilled: its time limit is ${limit} s` });
    });
  });
}

/** Runs a program that has to succeed; what it said last becomes part of the error. */
export async function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await attempt(program, args, options);
  if (result.ok) return result.stdout;
  throw new SetUpError(`\`${[program, ...args].join(" ")}\` failed:\n${lastLines(result.output, 12)}`);
}

export function lastLines(text: string, count: number): string {
  return text
    .trimEnd()
    .split("\n")
    .slice(-count)
    .map((line) => `  ${line}`)
    .join("\n");
}

/** Full path of a program on PATH, folders of ours left out: set-up must not find what an earlier set-up made. */
export function find(program: string, notIn?: string, path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "" && folder !== notIn)
    .map((folder) => join(folder, program))
    .find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
