import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../..");
const STACK = "test";
const APPLY = ["--yes", "--skip-preview"];

/** What one run of the engine's command line ended with. */
export interface Run {
  readonly ok: boolean;
  /** Both output streams, as a user sees them. */
  readonly output: string;
}

export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

export interface ProjectOptions {
  readonly pluginHome: string;
  /** On top of the environment of the tests. @default {} */
  readonly env?: Readonly<Record<string, string>>;
}

/** A throw-away Pulumi project with one stack on a file backend, driven through the real command line. */
export class Project {
  private constructor(
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async create(options: ProjectOptions): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "vp-engine-"));
    const project = new Project(folder, environment(folder, options));
    await mkdir(join(folder, "state"));
    await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "Pulumi.yaml"), "name: engine-test\nruntime: nodejs\n");
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "engine-test", main: "index.js" }));
    await project.expect(["stack", "init", STACK]);
    return project;
  }

  /** @param source JavaScript that sees `docker`, `command` and `pulumi`; `exports` are the stack's outputs */
  async program(source: string): Promise<void> {
    const imports = ["docker", "command", "pulumi"].map((name) => `const ${name} = require("@pulumi/${name}");`);
    await writeFile(join(this.folder, "index.js"), [...imports, source].join("\n"));
  }

  up(...flags: string[]): Promise<Run> {
    return this.run(["up", ...APPLY, ...flags]);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.run(["preview", ...flags]);
  }

  refresh(): Promise<Run> {
    return this.run(["refresh", ...APPLY]);
  }

  /** Looks for drift and changes nothing. */
  drift(): Promise<Run> {
    return this.run(["refresh", "--preview-only", "--expect-no-changes"]);
  }

  destroy(...flags: string[]): Promise<Run> {
    return this.run(["destroy", ...APPLY, ...flags]);
  }

  /** The recorded resource of that name in the program. */
  async resource(name: string): Promise<RecordedResource | undefined> {
    return (await this.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
  }

  async resources(): Promise<RecordedResource[]> {
    const state = JSON.parse(await this.exported("--show-secrets")) as {
      deployment: { resources?: RecordedResource[] };
    };
    return state.deployment.resources ?? [];
  }

  /** The state as it is stored: what must not be in there, must not be in here. */
  async exported(...flags: string[]): Promise<string> {
    return (await this.expect(["stack", "export", ...flags])).output;
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.expect(["stack", "output", "--json", "--show-secrets"])).output);
  }

  /** Destroys what is left and removes the project; the test's verdict is not changed by it. */
  async discard(): Promise<void> {
    await this.refresh();
    await this.destroy();
    await rm(this.folder, { recursive: true, force: true });
  }

  run(args: readonly string[]): Promise<Run> {
    const flags = ["--non-interactive", "--color", "never"];
    return new Promise((done, fail) => {
      const child = spawn("pulumi", [...args, ...flags], { cwd: this.folder, env: this.env });
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.on("error", (error) =>
        fail(new Error(`no engine: ${error.message}; run the set-up, or put pulumi on PATH`)),
      );
      child.on("close", (code) => done({ ok: code === 0, output }));
    });
  }

  private async expect(args: readonly string[]): Promise<Run> {
    const run = await this.run(args);
    if (!run.ok) throw new Error(`pulumi ${args.join(" ")}:\n${run.output}`);
    return run;
  }
}

function environment(folder: string, options: ProjectOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PULUMI_HOME: options.pluginHome,
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_STACK: STACK,
    PULUMI_CONFIG_PASSPHRASE: "only for this test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // A missing plugin must fail here, not after a minute of download attempts.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // A shell with our tools has every stack judged by the policy pack; these stacks are not the platform.
    PULUMI_OPTION_POLICY_PACK: "",
    ...options.env,
  };
}
