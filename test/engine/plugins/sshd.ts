import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SSHD = "/usr/sbin/sshd";

/** A real ssh server on loopback that lets in one generated key, and nobody else. */
export interface Sshd {
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string;
  readonly privateKeyFile: string;
  /** As a known_hosts file would name it. */
  readonly hostKey: string;
  stop(): Promise<void>;
}

export async function startSshd(): Promise<Sshd> {
  await ensureSshd();
  const folder = await mkdtemp(join(tmpdir(), "vp-sshd-"));
  const [hostKeyFile, privateKeyFile] = [join(folder, "host"), join(folder, "user")];
  for (const file of [hostKeyFile, privateKeyFile])
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  const port = await freePort();
  await writeFile(join(folder, "config"), configuration(folder, port));
  // sshd wants this folder, which only its own start script would make.
  await mkdir("/run/sshd", { recursive: true });
  const server = spawn(SSHD, ["-D", "-e", "-f", join(folder, "config")], { stdio: ["ignore", "ignore", "pipe"] });
  await listening(server);
  return {
    folder,
    port,
    user: userInfo().username,
    privateKey: await readFile(privateKeyFile, "utf8"),
    privateKeyFile,
    hostKey: (await readFile(`${hostKeyFile}.pub`, "utf8")).trim(),
    stop: async () => {
      const ended = new Promise((done) => server.once("close", done));
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @throws with the package to install, where this user may not */
async function ensureSshd(): Promise<void> {
  if (existsSync(SSHD)) return;
  if (process.getuid?.() !== 0) throw new Error(`${SSHD} is missing: install the package openssh-server`);
  await run("apt-get", ["install", "-y", "--no-install-recommends", "openssh-server"]);
}

function configuration(folder: string, port: number): string {
  const dockerHost = process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
  return [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    `AuthorizedKeysFile ${join(folder, "user.pub")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    "PidFile none",
    "LogLevel VERBOSE",
    "AcceptEnv GREETING PULUMI_COMMAND_*",
    `SetEnv DOCKER_HOST=${dockerHost} PATH=${process.env.PATH}`,
    "Subsystem sftp internal-sftp",
    "",
  ].join("\n");
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Server listening on")) done();
    });
    server.once("close", (code) => fail(new Error(`sshd ended with ${code}:\n${said}`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}
