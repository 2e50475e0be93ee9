import { execFile } from "node:child_process";

/** What was looked for, or why nobody could look. */
export type Looked<T> = { readonly found: T } | { readonly why: string };

export interface Answered {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Generous: a look that is given up on holds the rollback up. */
const ANSWER_WITHIN_MS = 60_000;

/** Runs a client of the platform that reads, whatever its exit code. */
export function ask(program: string, args: readonly string[]): Promise<Answered> {
  const options = { maxBuffer: 64 * 1024 * 1024, timeout: ANSWER_WITHIN_MS };
  return new Promise((done) =>
    execFile(program, args, options, (error, stdout, stderr) =>
      done({ ok: error === null, stdout, stderr: stderr || (error?.message ?? "") }),
    ),
  );
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
