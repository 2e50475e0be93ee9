import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { certificatesOf } from "../../components/tls/certificate";
import { valuesOf } from "../../operations/chart";
import type { PlatformConfig } from "../../stacks/config";
import { CONTEXT, get, kubectl } from "../../test/kubernetes/support/kubectl";
import { removeRemains } from "../../test/kubernetes/support/namespace";
import { run } from "../../toolchain/command";
import type { Entry, Way } from "./way";

const PROJECT = resolve(__dirname, "../..");
const RELEASE = "platform";
const KEYS = "vector-platform-keys";
const RESTRICTED = "pod-security.kubernetes.io/enforce=restricted";
/** Helm's own limit ends first, since its message says what was not ready. */
const WAIT = ["--wait", "--timeout", "5m"];
const LIMIT_SECONDS = 330;

/** The chart of the same components with the same values, by helm, each command with `--wait`. */
export class HelmWay implements Way {
  readonly name = "helm";
  private readonly folder = mkdtempSync(join(tmpdir(), "vector-platform-helm-"));
  private readonly chart = join(this.folder, "chart");
  private readonly values = join(this.folder, "values.json");
  private readonly changes = new Map<string, string>();

  constructor(
    private readonly namespace: string,
    private readonly config: PlatformConfig,
  ) {}

  async create(): Promise<void> {
    const make = ["--import", "tsx", "operations/chart/main.ts", "--out", this.chart];
    await run(process.execPath, make, { cwd: PROJECT, limitSeconds: LIMIT_SECONDS });
    writeFileSync(this.values, JSON.stringify(valuesOf(this.config)));
    await kubectl(["create", "namespace", this.namespace]);
    await kubectl(["label", "namespace", this.namespace, RESTRICTED]);
  }

  async install(): Promise<void> {
    await this.helm(["install", RELEASE, this.chart, ...WAIT, ...this.given()]);
  }

  async entry(): Promise<Entry> {
    const keys = (await get("secret", KEYS, this.namespace))?.data as Readonly<Record<string, string>> | undefined;
    if (!keys) throw new Error(`no Secret ${KEYS} in ${this.namespace}: the release keeps the client's key there`);
    const key = (name: string) => Buffer.from(keys[name] ?? "", "base64").toString("utf8");
    const { address, port } = this.config.gateway.publish;
    return { url: `https://${address}:${port}`, ca: certificatesOf(key("tlsCertificate")), key: key("apiKey") };
  }

  async set(path: string, value: string): Promise<void> {
    this.changes.set(path, value);
  }

  async apply(): Promise<void> {
    await this.helm(["upgrade", RELEASE, this.chart, ...WAIT, ...this.given()]);
  }

  async preview(): Promise<void> {
    await this.helm(["upgrade", RELEASE, this.chart, "--dry-run=server", ...this.given()]);
  }

  async uninstall(): Promise<void> {
    await this.helm(["uninstall", RELEASE, ...WAIT]);
  }

  async remove(): Promise<void> {
    try {
      await this.helm(["uninstall", RELEASE, "--ignore-not-found"]);
    } finally {
      await removeRemains(this.namespace);
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private given(): string[] {
    const changes = [...this.changes].flatMap(([path, value]) => ["--set", `${path}=${value}`]);
    return ["--values", this.values, ...changes];
  }

  private async helm(args: readonly string[]): Promise<void> {
    const where = ["--kube-context", CONTEXT, "--namespace", this.namespace];
    await run("helm", [...where, ...args], { limitSeconds: LIMIT_SECONDS });
  }
}
