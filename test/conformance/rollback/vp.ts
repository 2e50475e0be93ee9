import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "../../support/deployment";

const PROJECT = resolve(__dirname, "../../..");
const VP = resolve(PROJECT, "operations/vp/bin/vp.js");
const LOOK_EVERY_MS = 100;

export interface Said<T> {
  readonly code: number;
  readonly json: T;
  readonly told: string;
  /** Seconds from the start of the command until the awaited answer came for the first time. */
  readonly backAfter: number;
}

/** Runs the command as an operator would, and watches meanwhile who answers users. */
export async function vp<T>(
  { stack, configFile, env }: Deployment,
  args: readonly string[],
  answers?: () => Promise<string>,
  awaited?: string,
): Promise<Said<T>> {
  const all = [...args, "--stack", stack, "--config-file", configFile, "--cwd", PROJECT, "--json"];
  const began = performance.now();
  const child = spawn(process.execPath, [VP, ...all], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [printed, told, over, backAfter] = ["", "", false, Number.NaN];
  child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (told += text));
  const ended = new Promise<number>((done, fail) => child.on("error", fail).on("close", (code) => done(code ?? -1)));
  const watching = (async () => {
    while (answers && !over && Number.isNaN(backAfter)) {
      const answer = await answers().catch(() => "");
      if (answer === awaited) backAfter = (performance.now() - began) / 1000;
      else await sleep(LOOK_EVERY_MS);
    }
  })();
  const code = await ended.finally(() => {
    over = true;
  });
  await watching;
  return { code, told, backAfter, json: printed === "" ? (undefined as T) : (JSON.parse(printed) as T) };
}

/** What `rollback --check` answers. */
export interface Answer {
  readonly answer: string;
  readonly path: string;
  readonly verdicts: readonly { readonly check: string; readonly answer: string }[];
  readonly preview: Readonly<Record<string, number>>;
}

/** A row of `history`. */
export interface Listed {
  readonly number: number;
  readonly message: string;
  readonly health: string;
  readonly activeSlot: string;
  readonly returnable: boolean;
  readonly takenBackBy: number | null;
  readonly versions: Readonly<Record<string, string>>;
}
