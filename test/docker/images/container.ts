import path from "node:path";
import Docker from "dockerode";
import { buildImages } from "../../../toolchain/images/build-images";
import type { ImageName } from "../../../toolchain/images/recipes";
import { exec } from "../support/exec";

const DOCKER_HOST = process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";
const WORK_DIR = path.resolve(__dirname, "../../../.tools/images");
const ANSWER_WITHIN_MS = 2_000;
const PREFIX = `images-test-${process.pid}`;

export const docker = new Docker();

export interface Start {
  readonly user: number;
  readonly cmd?: readonly string[];
  /** Under which other containers of the bench reach it, too. @default - none reaches it */
  readonly hostname?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Port that the machine reaches; see `Running.url`. */
  readonly port?: number;
  /** Volume name by path. */
  readonly volumes?: Readonly<Record<string, string>>;
  /** Content by path, mounted read-only. */
  readonly files?: Readonly<Record<string, string>>;
  /** Besides /tmp. */
  readonly scratch?: readonly string[];
}

/** Makes what is missing, so that a test file runs by itself. */
export async function image(name: ImageName): Promise<string> {
  const made = await buildImages({ dockerHost: DOCKER_HOST, workDir: WORK_DIR, log: console.log, only: [name] });
  return made[name];
}

/** The network, volumes and containers of one test file; `remove` takes all of them away. */
export class Bench {
  readonly #name = `${PREFIX}-${Math.random().toString(36).slice(2, 8)}`;
  readonly #containers: Docker.Container[] = [];
  readonly #volumes = new Set<string>();
  #network: Promise<Docker.Network> | undefined;
  #started = 0;

  volume(purpose: string): string {
    const name = `${this.#name}-${purpose}`;
    this.#volumes.add(name);
    return name;
  }

  /** Runs an image the way the platform runs it: nothing writable but volumes and scratch, no capability, own user. */
  async start(image: string, spec: Start): Promise<Running> {
    this.#network ??= docker.createNetwork({ Name: this.#name });
    await this.#network;
    const exposed = spec.port ? `${spec.port}/tcp` : undefined;
    const container = await docker.createContainer({
      name: `${this.#name}-${this.#started++}`,
      Image: image,
      User: `${spec.user}:${spec.user}`,
      Cmd: spec.cmd ? [...spec.cmd] : undefined,
      Hostname: spec.hostname,
      NetworkingConfig: spec.hostname ? { EndpointsConfig: { [this.#name]: { Aliases: [spec.hostname] } } } : undefined,
      Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
      ExposedPorts: exposed ? { [exposed]: {} } : {},
      HostConfig: {
        ...HARDENED,
        NetworkMode: this.#name,
        Tmpfs: Object.fromEntries(["/tmp", ...(spec.scratch ?? [])].map((scratch) => [scratch, ""])),
        Binds: [
          ...Object.entries(spec.volumes ?? {}).map(([target, volume]) => `${volume}:${target}`),
          ...(await this.#fileMounts(image, spec)),
        ],
        PortBindings: exposed ? { [exposed]: [{ HostIp: "127.0.0.1", HostPort: "" }] } : {},
      },
    });
    this.#containers.push(container);
    await container.start();
    return new Running(container, spec.port);
  }

  async remove(): Promise<void> {
    await Promise.all(this.#containers.map((container) => container.remove({ force: true, v: true })));
    await Promise.all([...this.#volumes].map((name) => docker.getVolume(name).remove({ force: true })));
    await (await this.#network)?.remove();
  }

  /** Files travel in a volume of each directory, as the engine may run on another machine than the test. */
  async #fileMounts(image: string, { files = {}, user }: Start): Promise<string[]> {
    const directories = [...new Set(Object.keys(files).map((file) => path.dirname(file)))];
    return Promise.all(
      directories.map(async (directory, index) => {
        const volume = this.volume(`files-${this.#volumes.size}-${index}`);
        const own = Object.entries(files).filter(([file]) => path.dirname(file) === directory);
        await this.#fill(image, volume, user, own);
        return `${volume}:${directory}:ro`;
      }),
    );
  }

  async #fill(image: string, volume: string, user: number, files: readonly [string, string][]): Promise<void> {
    const script = files.map(
      ([file, content]) =>
        `echo ${Buffer.from(content).toString("base64")} | base64 -d > /files/${path.basename(file)}`,
    );
    const writer = await docker.createContainer({
      name: `${volume}-writer`,
      Image: image,
      User: "0:0",
      Entrypoint: ["bash", "-ec"],
      Cmd: [[...script, `chown -R ${user}:${user} /files`, "chmod 0400 /files/*"].join("\n")],
      HostConfig: { Binds: [`${volume}:/files`], NetworkMode: "none" },
    });
    await writer.start();
    const { StatusCode } = await writer.wait();
    await writer.remove({ v: true });
    if (StatusCode !== 0) throw new Error(`could not write ${files.map(([file]) => file).join(", ")}`);
  }
}

const HARDENED: Docker.HostConfig = {
  ReadonlyRootfs: true,
  CapDrop: ["ALL"],
  SecurityOpt: ["no-new-privileges:true"],
  PidsLimit: 200,
  Memory: 1024 ** 3,
};

export class Running {
  constructor(
    readonly container: Docker.Container,
    readonly port: number | undefined,
  ) {}

  /** Asked anew each time: a started container may have another port than before. */
  async url(): Promise<string> {
    const { NetworkSettings } = await this.container.inspect();
    return `http://127.0.0.1:${NetworkSettings.Ports[`${this.port}/tcp`]?.[0]?.HostPort}`;
  }

  exec(...command: string[]): Promise<string> {
    return exec(this.container, command);
  }

  async logs(): Promise<string> {
    return unframed(await this.container.logs({ stdout: true, stderr: true }));
  }

  /** Exit code, once it has ended by itself. */
  async ended(): Promise<number> {
    return (await this.container.wait()).StatusCode;
  }

  /** Waits until `probe` stops throwing; a container that ended, or never gets there, fails with its log. */
  async until(probe: () => Promise<unknown>, patienceMs = 60_000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        await probe();
        return;
      } catch (problem) {
        const { State } = await this.container.inspect();
        if (!State.Running || Date.now() > deadline) {
          throw new Error(`not ready (${State.Status}): ${problem}\n${await this.logs()}`);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Waits until the path answers 200. */
  async untilAnswers(route: string, patienceMs?: number): Promise<string> {
    const url = await this.url();
    await this.until(async () => {
      // Bounded, because a port that is published before anyone listens may take a connection and never answer.
      const { status } = await fetch(url + route, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (status !== 200) throw new Error(`${route} answers ${status}`);
    }, patienceMs);
    return url;
  }
}

/** The engine puts eight bytes before each piece of output: which stream, and how long. */
function unframed(raw: Buffer): string {
  const pieces: string[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const end = at + 8 + raw.readUInt32BE(at + 4);
    pieces.push(raw.toString("utf8", at + 8, end));
    at = end;
  }
  return pieces.join("");
}
