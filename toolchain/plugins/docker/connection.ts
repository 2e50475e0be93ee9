import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import type Docker from "dockerode";
import type { DockerOptions as DeclaredOptions } from "dockerode";
import { dialStdio } from "./ssh";

/** Its types leave out the agent, which it takes. */
type DockerOptions = DeclaredOptions & { agent?: Agent };

/** The provider's configuration as the engine hands it over: texts, lists as JSON. */
export type Settings = Readonly<Record<string, string>>;

/** Each is a process and a login on the other side, and sshd drops bursts of them (MaxStartups). */
const SSH_CONNECTIONS = 4;

const NOT_HERE = ["caMaterial", "certMaterial", "keyMaterial", "context"];

/** Connects to the engine that the configuration names, and fails at once when it does not answer. */
export async function connect(settings: Settings): Promise<Docker> {
  const refused = NOT_HERE.filter((name) => settings[name]);
  if (refused.length > 0) {
    throw new Error(`the stand-in docker plugin does not take ${refused.join(", ")}; use host, sshOpts or certPath`);
  }
  const host = settings.host || process.env.DOCKER_HOST || "unix:///var/run/docker.sock";
  const { default: Client } = await import("dockerode");
  const docker = new Client(optionsFor(host, settings));
  if (settings.disableDockerDaemonCheck === "true") return docker;
  await docker.ping().catch((error: Error) => {
    throw new Error(`failed to connect to any docker daemon: ${host}: ${error.message}`);
  });
  return docker;
}

function optionsFor(host: string, settings: Settings): DockerOptions {
  const unset: DockerOptions = { host: undefined, socketPath: undefined };
  if (host.startsWith("unix://")) return { ...unset, socketPath: host.slice("unix://".length) };
  const url = new URL(host.includes("://") ? host : `tcp://${host}`);
  if (url.protocol === "ssh:") return { ...unset, protocol: "http", host: "docker", agent: sshAgent(url, settings) };
  if (!["tcp:", "http:", "https:"].includes(url.protocol)) {
    throw new Error(`docker host ${host}: use unix://, tcp:// or ssh://`);
  }
  const certificates = certificatesIn(settings.certPath || process.env.DOCKER_CERT_PATH);
  const secure = certificates !== undefined || url.protocol === "https:";
  return {
    ...unset,
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: url.port || (secure ? 2376 : 2375),
    ...certificates,
  };
}

function certificatesIn(folder: string | undefined): Pick<DockerOptions, "ca" | "cert" | "key"> | undefined {
  if (!folder) return undefined;
  const read = (name: string): string => readFileSync(join(folder, `${name}.pem`), "utf8");
  return { ca: read("ca"), cert: read("cert"), key: read("key") };
}

function sshAgent(url: URL, settings: Settings): Agent {
  const options = settings.sshOpts ? (JSON.parse(settings.sshOpts) as string[]) : envSshOptions();
  const agent = new Agent({ keepAlive: true, maxSockets: SSH_CONNECTIONS });
  return Object.assign(agent, { createConnection: () => dialStdio(url, options) });
}

function envSshOptions(): string[] {
  return (process.env.DOCKER_SSH_OPTS ?? "").split(/\s+/).filter(Boolean);
}
