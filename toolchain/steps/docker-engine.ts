import { canInstall, install } from "../apt";
import { attempt, find, run } from "../command";
import type { Layout } from "../layout";
import { privateEngine, privateHost } from "../private-docker";
import { SetUpError } from "../set-up-error";
import type { Outcome, Say } from "../steps";

export interface DockerEngine extends Outcome {
  /** Its address in the form of DOCKER_HOST. */
  readonly host: string;
}

const INSTALL =
  "no Docker engine answers: install Docker (https://docs.docker.com/engine/install) and start it, point DOCKER_HOST at one, or run this as root on Debian, where it installs docker.io by itself.";

/** The Docker engine: the one that answers, else, for root on Debian, a private one below the tool folder. */
export async function dockerEngine(layout: Layout, say: Say): Promise<DockerEngine> {
  const found = await answering(layout);
  if (found) return found;
  if (!find("dockerd")) await installDocker(say);
  // A machine with a service manager has started the engine with the installation.
  return (await answering(layout)) ?? (await startPrivate(layout, say));
}

async function answering(layout: Layout): Promise<DockerEngine | undefined> {
  const host = await currentHost();
  if (!host || host === privateHost(layout)) return undefined;
  const version = await serverVersion(host);
  return version ? { host, did: `Docker ${version} at ${host}` } : undefined;
}

/** What the Docker client would talk to: DOCKER_HOST, else the current context. */
async function currentHost(): Promise<string | undefined> {
  if (process.env.DOCKER_HOST) return process.env.DOCKER_HOST;
  const context = await attempt("docker", ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]);
  return context.ok ? context.stdout.trim() : undefined;
}

async function serverVersion(host: string): Promise<string | undefined> {
  const format = ["--format", "{{.Server.Version}}"];
  const answer = await attempt("docker", ["version", ...format], { env: { DOCKER_HOST: host }, limitSeconds: 3 });
  return answer.ok ? answer.stdout.trim() : undefined;
}

async function installDocker(say: Say): Promise<void> {
  if (!canInstall()) throw new SetUpError(INSTALL);
  say("installing Debian's docker.io");
  await install("docker.io", "iptables");
}

async function startPrivate(layout: Layout, say: Say): Promise<DockerEngine> {
  if (process.getuid?.() !== 0) throw new SetUpError(INSTALL);
  const host = privateHost(layout);
  const state = await privateEngine(layout, say);
  const version = (
    await run("docker", ["version", "--format", "{{.Server.Version}}"], { env: { DOCKER_HOST: host } })
  ).trim();
  return { host, did: `Docker ${version}, private to this folder, ${state}` };
}
