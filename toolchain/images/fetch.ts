import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { install } from "../apt";
import { attempt } from "../command";
import type { Fetch } from "./recipes";
import { run } from "./shell";

/** The Python of Debian bookworm, on the only processor that the packages are pinned for. */
const PYTHON = { version: "3.11", platforms: ["manylinux_2_28_x86_64", "manylinux2014_x86_64"] };

/**
 * Brings a fetched thing into the work folder once, under a name that tells its content.
 * @returns where it lies; whatever lies there is whole, because it is renamed into place
 */
export async function fetched(fetch: Fetch, folder: string, workDir: string): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(fetch));
  if (fetch.kind === "pip") key.update(await readFile(path.join(folder, fetch.requirements)));
  const place = path.join(workDir, "fetched", key.digest("hex").slice(0, 16));
  if (existsSync(place)) return place;

  await mkdir(path.dirname(place), { recursive: true });
  const partial = await mkdtemp(`${place}.partial-`);
  try {
    await (fetch.kind === "npm" ? fetchNpm(fetch, partial) : fetchPip(fetch, folder, partial));
    // Another run may have been faster; what it brought is the same.
    if (!existsSync(place)) await rename(path.join(partial, fetch.into), place);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return place;
}

async function fetchNpm(fetch: Extract<Fetch, { kind: "npm" }>, into: string): Promise<void> {
  const name = `${fetch.package}@${fetch.version}`;
  const packed = await run("npm", ["pack", "--silent", name], { cwd: into });
  const archive = path.join(into, packed.trim().split("\n").pop() ?? "");
  const integrity = `sha512-${createHash("sha512")
    .update(await readFile(archive))
    .digest("base64")}`;
  if (integrity !== fetch.integrity) {
    throw new Error(
      `npm package ${name}: expected ${fetch.integrity}, the registry sent ${integrity}; nothing was used`,
    );
  }
  await run("tar", ["--extract", "--gzip", "--file", archive, "--directory", into, `package/${fetch.file}`]);
  await copyFile(path.join(into, "package", fetch.file), path.join(into, fetch.into));
  await chmod(path.join(into, fetch.into), 0o755);
}

async function fetchPip(fetch: Extract<Fetch, { kind: "pip" }>, folder: string, into: string): Promise<void> {
  const platforms = PYTHON.platforms.flatMap((platform) => ["--platform", platform]);
  if (!(await attempt("python3", ["-m", "pip", "--version"])).ok) await install("python3", "python3-pip");
  await run("python3", [
    ...["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--require-hashes", "--only-binary=:all:"],
    ...["--python-version", PYTHON.version, "--implementation", "cp", ...platforms],
    ...["--root-user-action=ignore", "--disable-pip-version-check"],
    ...["--target", path.join(into, fetch.into), "--requirement", path.join(folder, fetch.requirements)],
  ]);
}
