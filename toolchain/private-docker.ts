import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { lastLines } from "./command";
import { link, remove } from "./files";
import { keepingRules } from "./firewall";
import { type Layout, ownNumber } from "./layout";
import { SetUpError } from "./set-up-error";
import type { Say } from "./steps";
import { until } from "./until";

/** Longest path that a Unix socket may have on Linux, without the ending zero byte. */
const SOCKET_PATH_MAX = 107;
/** What the engine appends to its folder for the longest of its sockets. */
const LONGEST_SOCKET = "/exec/containerd/containerd.sock.ttrpc";

/** Address of the engine of this tool folder, whether it runs or not. */
export function privateHost(layout: Layout): string {
  return `unix://${join(shortFolder(layout), "docker.sock")}`;
}

/** Starts the engine of this tool folder, or finds it at work. */
export async function privateEngine(layout: Layout, say: Say): Promise<"running" | "started"> {
  const alive = () => daemonOf(layout) !== undefined;
  if (alive() && (await ready(layout, alive))) return "running";
  if (alive()) {
    throw new SetUpError(
      `the private Docker engine (process ${daemonOf(layout)}) does not answer, see ${layout.docker}/log`,
    );
  }
  say("starting a private Docker engine");
  mkdirSync(layout.docker, { recursive: true });
  if (shortFolder(layout) !== layout.docker) link(layout.docker, shortFolder(layout));
  await clearRemains(layout);
  if (await keepingRules(() => start(layout))) return "started";
  const log = readFileSync(join(layout.docker, "log"), "utf8");
  throw new SetUpError(`the private Docker engine does not start; the end of its log:\n${lastLines(log, 8)}`);
}

/** @returns whether it came to answer */
function start(layout: Layout): Promise<boolean> {
  const log = openSync(join(layout.docker, "log"), "a");
  // A session of its own: neither Ctrl-C in this terminal nor the end of it may reach the engine.
  const daemon = spawn("dockerd", daemonArguments(layout), { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const failed = new Promise<never>((_, reject) => daemon.once("error", reject));
  daemon.unref();
  return Promise.race([failed, ready(layout, () => daemon.exitCode === null)]);
}

/** @returns process id of the engine of this tool folder, undefined where none runs */
export function daemonOf(layout: Layout): number | undefined {
  return processOf(join(layout.docker, "pid"), layout.dockerData);
}

/** The name under which the engine's sockets are short enough: the folder's own, else a link in /run to it. */
export function shortFolder(layout: Layout): string {
  const fits = Buffer.byteLength(layout.docker + LONGEST_SOCKET) <= SOCKET_PATH_MAX;
  return fits ? layout.docker : `/run/vector-platform-${ownNumber(layout, 2 ** 32).toString(16)}`;
}

export function daemonArguments(layout: Layout): string[] {
  const short = shortFolder(layout);
  // Two clones on one machine take their networks from different ranges; the second pool is Docker's own and serves
  // where the first is in use by something else.
  const pools = [`base=10.${128 + ownNumber(layout, 127)}.0.0/16,size=24`, "base=172.16.0.0/12,size=20"];
  return [
    `--host=${privateHost(layout)}`,
    `--data-root=${layout.dockerData}`,
    `--exec-root=${join(short, "exec")}`,
    `--pidfile=${join(layout.docker, "pid")}`,
    // docker0 belongs to the machine's own engine; every container of the platform is on a network of the stack.
    "--bridge=none",
    // Containers outlive a restart of the engine.
    "--live-restore",
    ...pools.map((pool) => `--default-address-pool=${pool}`),
  ];
}

/**
 * Clears what a dead engine left. After a power cut the numbers in its files belong to other processes, and the next
 * engine would wait for them; after a kill its containerd may live a moment longer, and the next engine would rely on it.
 */
async function clearRemains(layout: Layout): Promise<void> {
  const containerd = join(layout.docker, "exec", "containerd", "containerd.pid");
  const orphan = () => processOf(containerd, "containerd.toml");
  const pid = orphan();
  if (pid !== undefined && signal(pid)) await until(() => orphan() === undefined, 10);
  remove(containerd, join(layout.docker, "pid"));
}

/** @returns false where the process is gone already */
function signal(pid: number): boolean {
  try {
    return process.kill(pid, "SIGTERM");
  } catch {
    return false;
  }
}

function processOf(pidFile: string, inCommandLine: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, "utf8"));
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(inCommandLine) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Asks until the engine answers, for a minute at most and no longer than it lives. */
async function ready(layout: Layout, alive: () => boolean): Promise<boolean> {
  const socketPath = join(shortFolder(layout), "docker.sock");
  let answered = false;
  await until(async () => {
    answered = await pong(socketPath);
    return answered || !alive();
  }, 60);
  return answered;
}

function pong(socketPath: string): Promise<boolean> {
  return new Promise((done) => {
    const ping = request({ socketPath, path: "/_ping", timeout: 3000 }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    ping.on("timeout", () => ping.destroy());
    ping.on("error", () => done(false));
    ping.end();
  });
}
