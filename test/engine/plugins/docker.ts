import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import Docker from "dockerode";
import { create } from "tar";

const run = promisify(execFile);

/** Everything the tests run inside a container. */
const PROGRAMS = ["sh", "sleep", "cat", "true", "false", "stat", "env"];

export const docker = new Docker();

export const TEST_IMAGE = "vp-engine-test:1";

/** An image of a shell and a few programs of this machine: the tests need no registry. */
export async function ensureTestImage(): Promise<void> {
  if (
    await docker
      .getImage(TEST_IMAGE)
      .inspect()
      .catch(() => undefined)
  )
    return;
  const root = await mkdtemp(join(tmpdir(), "vp-image-"));
  try {
    for (const program of PROGRAMS) await copyWithLibraries(program, root);
    const archive = Readable.from(create({ cwd: root, sync: false }, ["."]));
    const [repo, tag] = TEST_IMAGE.split(":");
    const output = await docker.importImage(archive, { repo, tag });
    await finished(output);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Runs a program in a container and returns what it printed. */
export async function exec(container: string, command: string[]): Promise<string> {
  const run = await docker
    .getContainer(container)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await run.start({ Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().trim();
}

export async function exists(container: string): Promise<boolean> {
  return docker
    .getContainer(container)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

async function copyWithLibraries(program: string, root: string): Promise<void> {
  const path = (await run("sh", ["-c", `command -v ${program} || true`])).stdout.trim();
  const binary = path.startsWith("/") ? path : `/bin/${program}`;
  const libraries = (await run("ldd", [binary])).stdout.match(/\/\S+(?= \()/g) ?? [];
  await copyInto(root, binary, join("/bin", program));
  for (const library of libraries) await copyInto(root, library, library);
}

async function copyInto(root: string, from: string, to: string): Promise<void> {
  const target = join(root, to);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(await realpath(from), target);
}

function finished(output: NodeJS.ReadableStream): Promise<void> {
  return new Promise((done, fail) => {
    docker.modem.followProgress(output, (error) => (error ? fail(error) : done()));
  });
}
