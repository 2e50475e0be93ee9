import { spawn } from "node:child_process";
import { CONTEXT } from "./kubectl";

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs helm against the local cluster; throws with its complaint on a non-zero exit. */
export async function helm(args: readonly string[]): Promise<string> {
  const { code, out, err } = await tryHelm(args);
  if (code !== 0) throw new Error(`helm ${args.join(" ")} exited ${code}: ${err.trim() || out.trim()}`);
  return out;
}

/** The same, for commands that may fail. */
export function tryHelm(args: readonly string[]): Promise<Answered> {
  return run("helm", ["--kube-context", CONTEXT, ...args]);
}

/** Makes the chart as a user does, in a process of its own. */
export async function writeChart(folder: string): Promise<string> {
  const { code, out, err } = await run("node", ["--import", "tsx", "operations/chart/main.ts", "--out", folder]);
  if (code !== 0) throw new Error(`the chart could not be made: ${err || out}`);
  return folder;
}

function run(program: string, args: readonly string[]): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, out, err }));
  });
}
