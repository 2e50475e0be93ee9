import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { lastLines } from "../command";
import { checksum, readJson, remove, writeWhole } from "../files";
import { signal, startOf } from "../process-id";
import { SetUpError } from "../set-up-error";
import { until } from "../until";
import type { Cluster } from "./cluster";
import type { Daemon } from "./daemons";

interface Record {
  readonly pid: number;
  /** Tells the process from a later one with its number. */
  readonly start: number;
  /** Of the command and of every file that it names. */
  readonly inputs: string;
}

/** Above it a log is put aside at the next start. */
const LOG_BYTES = 20 * 1024 * 1024;
const PROGRAM_BYTES = 4 * 1024 * 1024;
const STOP_SECONDS = 30;
const REVIVALS = 3;

/** Starts what does not run, and starts again what runs with another command or another configuration. */
export async function ensureRunning(cluster: Cluster, daemons: readonly Daemon[]): Promise<string[]> {
  const started: string[] = [];
  for (const daemon of daemons) {
    if (runs(cluster, daemon)) continue;
    await stopDaemon(cluster, daemon.name);
    start(cluster, daemon);
    started.push(daemon.name);
  }
  return started;
}

/** Whether it is alive, and is what it would be if it were started now. */
export function runs(cluster: Cluster, daemon: Daemon): boolean {
  return recordOf(cluster, daemon.name)?.inputs === inputsOf(daemon) && isAlive(cluster, daemon.name);
}

export function isAlive(cluster: Cluster, name: string): boolean {
  const record = recordOf(cluster, name);
  return record !== undefined && record.start !== 0 && startOf(record.pid) === record.start;
}

/** @returns names of all that set-up ever started and nobody stopped */
export function knownDaemons(cluster: Cluster): string[] {
  const { records } = cluster.data;
  if (!existsSync(records)) return [];
  return readdirSync(records)
    .filter((name) => name.endsWith(".json"))
    .map((name) => basename(name, ".json"));
}

/** Asks it to end, insists after half a minute. */
export async function stopDaemon(cluster: Cluster, name: string): Promise<void> {
  const pid = recordOf(cluster, name)?.pid;
  const gone = () => !isAlive(cluster, name);
  if (pid !== undefined && !gone()) {
    signal(pid, "SIGTERM");
    if (!(await until(gone, STOP_SECONDS))) signal(pid, "SIGKILL");
    if (!(await until(gone, STOP_SECONDS))) throw new SetUpError(`${name} (process ${pid}) does not end.`);
  }
  remove(join(cluster.data.records, `${name}.json`));
}

/**
 * Waits for something that the daemons make true. One that dies meanwhile is started again, for what it needs may come
 * a moment later; after the third time the log of it is the answer.
 */
export async function waitFor(
  cluster: Cluster,
  daemons: readonly Daemon[],
  what: { readonly name: string; readonly holds: () => Promise<boolean>; readonly limitSeconds: number },
): Promise<void> {
  const tries = new Map<string, number>();
  const held = await until(async () => {
    for (const daemon of daemons.filter(({ name }) => !isAlive(cluster, name))) revive(cluster, daemon, tries);
    return await what.holds();
  }, what.limitSeconds);
  if (held) return;
  const logs = daemons.map(({ name }) => `${name}:\n${logEnd(cluster, name)}`).join("\n");
  throw new SetUpError(`${what.name}: not so after ${what.limitSeconds} s; the ends of the logs:\n${logs}`);
}

function revive(cluster: Cluster, daemon: Daemon, tries: Map<string, number>): void {
  const count = tries.get(daemon.name) ?? 0;
  if (count === REVIVALS) {
    throw new SetUpError(`${daemon.name} does not run; the end of its log:\n${logEnd(cluster, daemon.name)}`);
  }
  tries.set(daemon.name, count + 1);
  start(cluster, daemon);
}

function start(cluster: Cluster, daemon: Daemon): void {
  const [program = "", ...args] = daemon.command;
  const log = openLog(cluster, daemon.name);
  // A session of its own: neither Ctrl-C in this terminal nor the end of it may reach the cluster.
  const child = spawn(program, args, {
    cwd: daemon.cwd ?? cluster.data.root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C" },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.on("error", () => undefined);
  child.unref();
  if (child.pid === undefined) throw new SetUpError(`${daemon.name} cannot be started: \`${program}\` is missing.`);
  const record: Record = { pid: child.pid, start: startOf(child.pid), inputs: inputsOf(daemon) };
  writeWhole(join(cluster.data.records, `${daemon.name}.json`), `${JSON.stringify(record)}\n`);
}

function openLog(cluster: Cluster, name: string): number {
  const path = logOf(cluster, name);
  mkdirSync(cluster.data.logs, { recursive: true });
  if (existsSync(path) && statSync(path).size > LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, "a");
}

function logEnd(cluster: Cluster, name: string): string {
  const path = logOf(cluster, name);
  return existsSync(path) ? lastLines(readFileSync(path, "utf8"), 6) : "  (no log)";
}

export function logOf(cluster: Cluster, name: string): string {
  return join(cluster.data.logs, `${name}.log`);
}

function inputsOf({ command, sources = [] }: Daemon): string {
  const hash = createHash("sha256").update(JSON.stringify(command));
  for (const path of [...command.map(fileNamedIn), ...sources]) if (path) hash.update(stateOf(path));
  return hash.digest("hex");
}

/** The file of an argument such as `--config=/etc/x.json`. */
function fileNamedIn(word: string): string | undefined {
  const path = word.slice(word.indexOf("=") + 1);
  return path.startsWith("/") && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
}

/** A program of a hundred megabytes is told by its time, to read it would take longer than to start it. */
function stateOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return size > PROGRAM_BYTES ? `${size} ${mtimeMs}` : (checksum(path) ?? "");
}

function recordOf(cluster: Cluster, name: string): Record | undefined {
  return readJson(join(cluster.data.records, `${name}.json`)) as Record | undefined;
}
