import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { stringify } from "yaml";
import {
  currentState,
  FileHistory,
  FileStore,
  type Opened,
  openCheckpoint,
  type Replayed,
  type RunOptions,
  readCheckpoint,
  replay,
  runPulumi,
  throughEngine,
} from "../../../operations/checkpoint";
import { Things } from "./plugin/things";

const REPOSITORY = resolve(__dirname, "../../..");
const PLUGIN = resolve(__dirname, "plugin");
const PASSPHRASE = "only for this test";

export type PulumiProgram = () => Promise<Record<string, unknown> | undefined>;

/** A thing of the test's own provider. */
export class Thing extends pulumi.CustomResource {
  declare readonly value: pulumi.Output<string>;
  declare readonly serial: pulumi.Output<string>;
  constructor(name: string, args: Record<string, unknown>, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, { serial: undefined, ...args } as pulumi.Inputs, { version: "0.1.0", ...opts });
  }
}

/** The provider of things, configured by hand. */
export class ThingProvider extends pulumi.ProviderResource {
  constructor(name: string, args: Record<string, unknown>, opts?: pulumi.ResourceOptions) {
    super("thing", name, args as pulumi.Inputs, { version: "0.1.0", ...opts } as pulumi.ResourceOptions);
  }
}

/** A throw-away project with one stack, whose programs are functions that use the SDK, run by the real engine. */
export class TestProject {
  readonly folder = mkdtempSync(join(tmpdir(), "vp-checkpoint-"));
  readonly stack = "test";
  readonly name = "replay-test";
  readonly things = new Things(join(this.folder, "things"));
  readonly history: FileHistory;
  readonly env: NodeJS.ProcessEnv;

  constructor() {
    const project = {
      name: this.name,
      runtime: "nodejs",
      plugins: { providers: [{ name: "thing", path: relative(this.folder, PLUGIN) }] },
    };
    mkdirSync(join(this.folder, "state"));
    writeFileSync(join(this.folder, "Pulumi.yaml"), stringify(project));
    // What a dynamic provider needs of its project.
    symlinkSync(join(REPOSITORY, "node_modules"), join(this.folder, "node_modules"));
    writeFileSync(join(this.folder, "package.json"), JSON.stringify({ name: this.name, main: "index.js" }));
    this.history = new FileHistory(new FileStore(join(this.folder, "state")), this.name, this.stack);
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // Made-up stacks are not what the policies are for.
      PULUMI_OPTION_POLICY_PACK: "",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      THINGS: join(this.folder, "things"),
    };
  }

  async create(): Promise<this> {
    await this.pulumi("stack", "init", this.stack);
    return this;
  }

  /** `pulumi up` of a program; @returns how many resources changed */
  async up(program: PulumiProgram, ...flags: string[]): Promise<number> {
    await this.run("up", program, ["--yes", "--skip-preview", ...flags]);
    return this.lastChanges();
  }

  /** The same, for runs that are meant to fail. */
  async tryUp(program: PulumiProgram): Promise<{ code: number; output: string }> {
    return this.tryRun("up", program, ["--yes", "--skip-preview"]);
  }

  /** The checkpoint that the run of that number has left. */
  async recorded(number: number): Promise<Opened> {
    const entry = (await this.history.entries())[number - 1];
    if (!entry) throw new Error(`no run ${number}`);
    return this.open(await this.history.checkpoint(entry));
  }

  async now(): Promise<Opened> {
    return openCheckpoint(await currentState(this.history), [PASSPHRASE], throughEngine(this.env));
  }

  async replay(number: number, options: RunOptions = {}): Promise<Replayed> {
    const target = { project: this.folder, stack: this.stack, env: this.env };
    return replay(await this.recorded(number), await this.now(), target, options);
  }

  open(bytes: Uint8Array, passphrases = [PASSPHRASE]): Promise<Opened> {
    return openCheckpoint(readCheckpoint(bytes), passphrases, throughEngine(this.env));
  }

  async lastChanges(): Promise<number> {
    const last = (await this.history.entries()).at(-1);
    return Object.entries(last?.changes ?? {}).reduce((sum, [op, count]) => (op === "same" ? sum : sum + count), 0);
  }

  async pulumi(...args: string[]): Promise<string> {
    const flags = ["--non-interactive", "--color", "never"];
    const { code, output } = await runPulumi([...args, ...flags], { project: this.folder, env: this.env });
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")}:\n${output}`);
    return output;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(verb: string, program: PulumiProgram, flags: string[]): Promise<void> {
    const { code, output } = await this.tryRun(verb, program, flags);
    if (code !== 0) throw new Error(`pulumi ${verb}:\n${output}`);
  }

  /** `pulumi up` of a program, to be killed in the middle of it. */
  async start(program: PulumiProgram): Promise<ChildProcess> {
    const { address } = await hostOf(program);
    const args = this.arguments("up", ["--yes", "--skip-preview"], address);
    const env = { ...this.env, PULUMI_DEBUG_COMMANDS: "true" };
    return spawn("pulumi", args, { cwd: this.folder, env, stdio: "ignore" });
  }

  private async tryRun(verb: string, program: PulumiProgram, flags: string[]) {
    const { server, address } = await hostOf(program);
    try {
      return await runPulumi(this.arguments(verb, flags, address), { project: this.folder, env: this.env });
    } finally {
      server.forceShutdown();
    }
  }

  private arguments(verb: string, flags: readonly string[], client: string): string[] {
    const common = ["--stack", this.stack, "--client", client, "--exec-kind", "auto.inline"];
    return [verb, ...flags, ...common, "--non-interactive", "--color", "never"];
  }
}

/** The SDK's own host for programs that are functions: what a stack's program does, without a start of Node.js. */
async function hostOf(program: PulumiProgram): Promise<{ server: Server; address: string }> {
  const { LanguageServer } = require("@pulumi/pulumi/automation/server");
  const server = new Server();
  server.addService(LanguageRuntimeService as never, new LanguageServer(program));
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    ),
  );
  return { server, address: `127.0.0.1:${port}` };
}
