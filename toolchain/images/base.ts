import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { install } from "../apt";
import { find } from "../command";
import { hostAptSettings, hostSources, SUITE, sourcesList } from "./debian";
import { type Docker, REPOSITORY } from "./docker";
import { run, seconds } from "./shell";

/** wget is what health probes of the official images use. */
const INCLUDE = ["bash", "ca-certificates", "wget"];
const CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
const TEMPORARY = /^base-(\d+)$/;

/** Nothing in an image starts a service at installation, and no image needs manuals. */
const FILES: Readonly<Record<string, string>> = {
  "usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n",
  "etc/dpkg/dpkg.cfg.d/small":
    "path-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n",
};

/** Mirrors and certificates of the machine are left out on purpose: they must not make every image new. */
export const BASE_HASH = createHash("sha256")
  .update(JSON.stringify([SUITE, INCLUDE, FILES]))
  .digest("hex")
  .slice(0, 8);
export const BASE_REFERENCE = `${REPOSITORY}/base:${SUITE}-${BASE_HASH}`;

/** Makes the Debian image that all others start from. It gets its name last, so a name means a whole image. */
export async function makeBase(docker: Docker, workDir: string, log: (line: string) => void): Promise<void> {
  const started = performance.now();
  await removeLeftovers(workDir);
  const root = path.join(workDir, `base-${process.pid}`);
  const archive = `${root}.tar`;
  try {
    await debootstrap(root);
    await adaptToHost(root);
    await run("tar", ["--create", "--numeric-owner", "--directory", root, "--file", archive, "."]);
    await docker.importImage(archive, BASE_REFERENCE);
  } finally {
    await rm(root, { recursive: true, force: true });
    await rm(archive, { force: true });
  }
  log(`base: Debian ${SUITE} ready in ${seconds(started)}`);
}

async function debootstrap(root: string): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      "local images need root: debootstrap sets file owners. Run as root, or use a machine that can pull images.",
    );
  }
  if (!find("debootstrap")) await install("debootstrap");
  const [mirror] = await hostSources();
  const args = ["--variant=minbase", `--include=${INCLUDE.join(",")}`, SUITE, root, ...(mirror ? [mirror.uri] : [])];
  // In a mount namespace of its own: what debootstrap mounts is gone with it, even after a kill.
  await run("unshare", ["--mount", "--propagation", "private", "debootstrap", ...args]);
}

/** Inside a build apt must find what it finds outside: the same mirrors, proxy settings and trusted certificates. */
async function adaptToHost(root: string): Promise<void> {
  for (const [file, content] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content, { mode: 0o755 });
  }
  const sources = sourcesList(await hostSources());
  if (sources) await writeFile(path.join(root, "etc/apt/sources.list"), sources);
  await writeFile(path.join(root, "etc/apt/apt.conf.d/90machine"), await hostAptSettings());
  await copyFile(CA_BUNDLE, path.join(root, CA_BUNDLE)).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code !== "ENOENT") throw problem;
  });
  await rm(path.join(root, "var/cache/apt/archives"), { recursive: true, force: true });
}

/** What an interrupted run left; a directory of a run that is still alive stays. */
async function removeLeftovers(workDir: string): Promise<void> {
  await mkdir(workDir, { recursive: true });
  for (const entry of await readdir(workDir)) {
    const pid = TEMPORARY.exec(entry.replace(/\.tar$/, ""))?.[1];
    if (pid && !alive(Number(pid))) await rm(path.join(workDir, entry), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
