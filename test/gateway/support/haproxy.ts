import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  FINGERPRINT_PATH,
  fingerprintOf,
  type GatewayInput,
  haproxyConfig,
  type Place,
} from "../../../components/gateway";
import { keyMap } from "../../../components/gateway/keys";
import { haproxyBinary } from "./binary";
import { certificate } from "./certificate";

export const API_KEY = "planted-api-key-0123456789";
export const OPERATOR_KEY = "planted-operator-key-0123456789";

/** How long a reload may take before its signal counts as missed, and how often it is repeated. */
const ATTEMPT_MS = 5000;
const ATTEMPTS = 3;

/** Loopback ports and a folder of its own, for one HAProxy. */
export class Site {
  readonly ca: string;
  private constructor(
    readonly place: Place,
    private readonly folder: string,
  ) {
    const { pem, ca } = certificate();
    this.ca = ca;
    writeFileSync(place.certificate, pem, { mode: 0o600 });
    writeFileSync(place.apiKeys, keyMap("apiKeys", [{ name: "search", key: API_KEY }]));
    writeFileSync(place.operatorKeys, keyMap("operatorKeys", [{ name: "operator", key: OPERATOR_KEY }]));
  }

  static async prepare(): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), "gateway-"));
    const [entry, operator, metrics] = await freePorts(3);
    const place: Place = {
      publicBind: `127.0.0.1:${entry}`,
      operatorBind: `127.0.0.1:${operator}`,
      metricsBind: `127.0.0.1:${metrics}`,
      socket: join(folder, "haproxy.sock"),
      certificate: join(folder, "gateway.pem"),
      apiKeys: join(folder, "api-keys.map"),
      operatorKeys: join(folder, "operator-keys.map"),
    };
    return new Site(place, folder);
  }

  get configFile(): string {
    return join(this.folder, "haproxy.cfg");
  }

  /** @returns what the gateway calls this configuration once it is in effect */
  write(input: GatewayInput): string | undefined {
    const config = haproxyConfig({ ...input, place: this.place });
    writeFileSync(this.configFile, config);
    return fingerprintOf(config);
  }

  /** `haproxy -c`: what the gateway's reload runs first. */
  check(): { readonly ok: boolean; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(haproxyBinary(), ["-c", "-f", this.configFile], { encoding: "utf8" });
    return { ok: status === 0, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A real HAProxy, run the way the workload runs it. */
export class Haproxy {
  private output = "";
  private constructor(
    readonly site: Site,
    private readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  static async start(input: GatewayInput): Promise<Haproxy> {
    const site = await Site.prepare();
    site.write(input);
    const child = spawn(haproxyBinary(), ["-W", "-db", "-f", site.configFile], { stdio: ["ignore", "pipe", "pipe"] });
    const haproxy = new Haproxy(site, child);
    // The worker serves a moment before the master listens for signals.
    await haproxy.until("the master is up", () => haproxy.loaded === 1);
    await haproxy.until("the worker is ready", async () => (await fetch(`${haproxy.metricsUrl}/ready`)).ok);
    return haproxy;
  }

  get url(): string {
    return `https://${this.site.place.publicBind}`;
  }

  get operatorUrl(): string {
    return `https://${this.site.place.operatorBind}`;
  }

  get metricsUrl(): string {
    return `http://${this.site.place.metricsBind}`;
  }

  /** Everything it printed: its log, and its complaints. */
  get log(): string {
    return this.output;
  }

  /** How often a configuration took effect: once at the start, and at every reload that worked. */
  get loaded(): number {
    return this.output.split("Loading success").length - 1;
  }

  /** File first, then the signal, and again while the file is not in effect: a master that is busy can miss one. */
  async reload(input: GatewayInput): Promise<void> {
    const fingerprint = this.site.write(input);
    const inEffect = async () => (await (await fetch(this.metricsUrl + FINGERPRINT_PATH)).text()) === fingerprint;
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      this.signal();
      const took = await this.until("the file is in effect", inEffect, ATTEMPT_MS).then(
        () => true,
        () => false,
      );
      if (took) return;
    }
    this.signal();
    await this.until("the file is in effect", inEffect);
  }

  signal(): void {
    this.process.kill("SIGUSR2");
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.metricsUrl}/metrics`)).text();
  }

  async until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      if (await Promise.resolve(holds()).catch(() => false)) return;
      if (this.process.exitCode !== null) throw new Error(`HAProxy ended before ${what}:\n${this.output}`);
      if (performance.now() > deadline)
        throw new Error(`Not within ${withinMs} ms: ${what}. It printed:\n${this.output}`);
      await delay(5);
    }
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      this.process.kill("SIGTERM");
      await once(this.process, "exit");
    }
    this.site.remove();
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      server.close();
      await once(server, "close");
      if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
      return address.port;
    }),
  );
}
