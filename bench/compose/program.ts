import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { attempt, find, run } from "../../toolchain/command";
import { layoutOf } from "../../toolchain/layout";

/** A docker-compose that can be run. */
export interface ComposeProgram {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
}

const PYTHON = "/usr/bin/python3";

/**
 * The docker-compose on PATH, else Debian's package unpacked beside the other tools: nothing is installed.
 * @returns undefined where there is neither, and then the comparison is left out
 */
export async function composeProgram(): Promise<ComposeProgram | undefined> {
  const installed = find("docker-compose");
  if (installed) return versioned([installed], {});
  const place = join(layoutOf().root, "compose");
  if (!existsSync(place) && !(await unpackPackages(place))) return undefined;
  const modules = join(place, "usr/lib/python3/dist-packages");
  return versioned([PYTHON, join(place, "usr/bin/docker-compose")], { PYTHONPATH: modules });
}

async function versioned(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
  const [program, ...args] = command;
  const { ok, stdout } = await attempt(program, [...args, "version", "--short"], { env });
  return ok ? { command, env, version: stdout.trim() } : undefined;
}

/** Brings the package with whatever it needs that this machine lacks. */
async function unpackPackages(place: string): Promise<boolean> {
  if (!find("apt-get") || !existsSync(PYTHON)) return false;
  await mkdir(layoutOf().root, { recursive: true });
  // Into a folder of its own first: an interrupted download must not look like a tool.
  const work = await mkdtemp(`${place}.partial-`);
  try {
    const archives = join(work, "archives");
    await mkdir(join(archives, "partial"), { recursive: true });
    const settings = [`Dir::Cache::archives=${archives}`, "Debug::NoLocking=1", "APT::Sandbox::User=root"];
    const options = [
      "--yes",
      "--no-install-recommends",
      "--download-only",
      ...settings.flatMap((each) => ["-o", each]),
    ];
    const brought = await attempt("apt-get", ["install", ...options, "docker-compose"], { limitSeconds: 300 });
    if (!brought.ok) return false;
    for (const archive of (await readdir(archives)).filter((name) => name.endsWith(".deb"))) {
      await run("dpkg-deb", ["--extract", join(archives, archive), join(work, "content")]);
    }
    await rename(join(work, "content"), place);
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
