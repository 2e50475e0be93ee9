import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";

const PROJECT = resolve(__dirname, "../..");

export interface Ran {
  readonly code: number;
  /** Standard output and error, in the order they came. */
  readonly output: string;
}

/**
 * A stack of this very project, deployed by the engine's command line as a user would, but with a config file, a state
 * and ports of its own: it neither sees nor touches the developer's stacks.
 */
export class Deployment {
  private readonly folder = mkdtempSync(join(tmpdir(), "vector-platform-test-"));
  readonly configFile = join(this.folder, "stack.yaml");
  readonly env: NodeJS.ProcessEnv;

  constructor(
    readonly stack: string,
    config: Readonly<Record<string, unknown>>,
    /** Folder of the Pulumi program. */
    private readonly project = PROJECT,
  ) {
    const keys = Object.entries(config).map(([key, value]) => [`vector-platform:${key}`, value]);
    writeFileSync(this.configFile, stringify({ config: Object.fromEntries(keys) }));
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${this.folder}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    };
  }

  /** In a folder of its own, since `stack init` takes no config file and would leave one in the project. */
  async create(): Promise<void> {
    copyFileSync(join(this.project, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
    const { code, output } = await run("pulumi", ["stack", "init", this.stack], { cwd: this.folder, env: this.env });
    if (code !== 0) throw new Error(output);
  }

  /** Runs the engine's command line; throws with its output on a non-zero exit. */
  async pulumi(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
    const { code, output } = await this.tryPulumi(args, env);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited ${code}:\n${output}`);
    return output;
  }

  /** The same, for runs that are meant to fail. */
  tryPulumi(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran> {
    const config = /^(up|preview|refresh|destroy|config)$/.test(args[0] ?? "")
      ? ["--config-file", this.configFile]
      : [];
    const [flags, values] = splitAt(args, args.indexOf("--"));
    const all = [...flags, "--stack", this.stack, ...config, "--non-interactive", "--color", "never", ...values];
    return run("pulumi", all, { cwd: this.project, env: { ...this.env, ...env } });
  }

  /** Deploys, and returns how many resources changed. */
  async up(...args: string[]): Promise<number> {
    await this.pulumi(["up", "--yes", "--skip-preview", ...args]);
    return this.lastChanges();
  }

  /** Changes in the newest entry of the stack's history. */
  async lastChanges(): Promise<number> {
    const [newest] = JSON.parse(await this.pulumi(["stack", "history", "--json"])) as { resourceChanges: Counts }[];
    return Object.entries(newest?.resourceChanges ?? {}).reduce((sum, [op, n]) => (op === "same" ? sum : sum + n), 0);
  }

  async set(key: string, value: string, ...flags: string[]): Promise<void> {
    const path = key.includes(".") ? ["--path"] : [];
    await this.pulumi(["config", "set", ...path, ...flags, `vector-platform:${key}`, "--", value]);
  }

  async outputs<T>(): Promise<T> {
    return JSON.parse(await this.pulumi(["stack", "output", "--json", "--show-secrets"])) as T;
  }

  /** The state file as it lies on disk. */
  get stateFile(): string {
    return join(this.folder, ".pulumi", "stacks", "vector-platform", `${this.stack}.json`);
  }

  async remove(): Promise<void> {
    await this.pulumi(["destroy", "--yes", "--refresh", "--skip-preview"]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

type Counts = Readonly<Record<string, number>>;

function splitAt(args: readonly string[], index: number): [readonly string[], readonly string[]] {
  return index < 0 ? [args, []] : [args.slice(0, index), args.slice(index)];
}

/** Runs a program to its end, whatever its exit code. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
