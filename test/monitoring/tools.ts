import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const TOOLS = resolve(__dirname, "../../.tools");
const UNPACKED = join(TOOLS, "monitoring");
const PACKAGES = { promtool: "prometheus", prometheus: "prometheus", amtool: "prometheus-alertmanager" } as const;

export type Tool = keyof typeof PACKAGES;

/** Path of a tool: the installed one, or the one from its Debian package, unpacked beside the other tools on first use. */
export function tool(name: Tool): string {
  const installed = [join(TOOLS, "bin"), ...(process.env.PATH ?? "").split(delimiter)].map((folder) =>
    join(folder, name),
  );
  const found = [...installed, unpackedAt(name)].find((path) => existsSync(path));
  return found ?? unpack(name);
}

export interface Verdict {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a checking tool; what it found wrong is a result, not an error. */
export function judge(name: Tool, args: readonly string[], cwd?: string): Verdict {
  const { status, stdout, stderr, error } = spawnSync(tool(name), args, { cwd, encoding: "utf8" });
  if (error) throw error;
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

function unpackedAt(name: Tool): string {
  return join(UNPACKED, PACKAGES[name], "usr/bin", name);
}

function unpack(name: Tool): string {
  mkdirSync(UNPACKED, { recursive: true });
  // Into a folder of its own first: an interrupted download must not look like a tool.
  const work = mkdtempSync(join(UNPACKED, "unpacking-"));
  try {
    execFileSync("apt-get", ["download", "--quiet", "--quiet", PACKAGES[name]], { cwd: work, stdio: "pipe" });
    const [archive = ""] = readdirSync(work);
    execFileSync("dpkg-deb", ["--extract", archive, "content"], { cwd: work, stdio: "pipe" });
    renameIfAbsent(join(work, "content"), join(UNPACKED, PACKAGES[name]));
  } catch (cause) {
    throw new Error(`${name} is missing: install Debian's package ${PACKAGES[name]}, or put ${name} on the PATH.`, {
      cause,
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return unpackedAt(name);
}

// Two test files may unpack the same package at once; whoever is second takes the first one's.
function renameIfAbsent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
