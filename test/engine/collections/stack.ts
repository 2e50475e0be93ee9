import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { type CollectionSpec, Collections, type CollectionsArgs } from "../../../components/collections";
import { API_KEY, OPERATOR_KEY } from "./fake-qdrant";

const PROJECT = "collections-test";
const PLUGIN = resolve(__dirname, "../../../components/collections/plugin");

/** A certificate for 127.0.0.1 that nobody has signed but itself. */
export function selfSigned(): { cert: string; key: string } {
  const pem = execFileSync(
    "sh",
    [
      "-c",
      'key=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256) && echo "$key" && echo "$key" |' +
        " openssl req -x509 -new -key /dev/stdin -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1",
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const at = pem.indexOf("-----BEGIN CERTIFICATE");
  return { key: pem.slice(0, at), cert: pem.slice(at) };
}

export interface Outcome {
  /** How many resources had which change; "same" left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** Property paths that a change touches, by collection. */
  readonly diffs: Readonly<Record<string, readonly string[]>>;
  readonly output: string;
}

/** A stack of nothing but collections, run by the real engine, which finds the plugin by its path and nowhere else. */
export class CollectionStack {
  declared: CollectionSpec[] = [];
  connection: Partial<CollectionsArgs> = {};
  options: pulumi.ComponentResourceOptions = {};
  private readonly folder = mkdtempSync(join(tmpdir(), "collections-test-"));
  private stack: Stack | undefined;

  constructor(
    private readonly endpoint: string,
    private readonly caCertificate: string,
  ) {
    const project = {
      name: PROJECT,
      runtime: "nodejs",
      backend: { url: `file://${this.folder}` },
      plugins: { providers: [{ name: "vector-platform", path: relative(this.folder, PLUGIN) }] },
    };
    writeFileSync(join(this.folder, "Pulumi.yaml"), stringify(project));
  }

  up(refresh = false): Promise<Outcome> {
    return this.watch((stack, options) => stack.up({ ...options, refresh }));
  }

  preview(): Promise<Outcome> {
    return this.watch((stack, options) => stack.preview(options));
  }

  /** The drift check: changes nothing, and throws when there is a difference. */
  drift(): Promise<Outcome> {
    return this.watch((stack, options) => stack.previewRefresh({ ...options, expectNoChanges: true }));
  }

  refresh(): Promise<Outcome> {
    return this.watch((stack, options) => stack.refresh(options));
  }

  destroy(): Promise<Outcome> {
    return this.watch((stack, options) => stack.destroy(options));
  }

  /** The state as it lies on disk. */
  state(): string {
    return readFileSync(join(this.folder, `.pulumi/stacks/${PROJECT}/test.json`), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private program = async (): Promise<void> => {
    const args = {
      endpoint: this.endpoint,
      operatorKey: pulumi.secret(OPERATOR_KEY),
      apiKey: pulumi.secret(API_KEY),
      caCertificate: this.caCertificate,
      patienceSeconds: 2,
      collections: this.declared,
      ...this.connection,
    };
    new Collections("collections", args, this.options);
  };

  private async open(): Promise<Stack> {
    this.stack ??= await LocalWorkspace.createOrSelectStack(
      { stackName: "test", projectName: PROJECT, program: this.program },
      {
        workDir: this.folder,
        // A home of its own: nothing is installed there, so what is found is found by path.
        envVars: {
          PULUMI_BACKEND_URL: `file://${this.folder}`,
          PULUMI_CONFIG_PASSPHRASE: "test",
          PULUMI_HOME: join(this.folder, "home"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          // The pack judges platforms; this stack is none.
          PULUMI_OPTION_POLICY_PACK: "",
        },
      },
    );
    return this.stack;
  }

  private async watch(
    run: (stack: Stack, options: Options) => Promise<{ stdout: string; stderr: string }>,
  ): Promise<Outcome> {
    const changes: Record<string, number> = {};
    const diffs: Record<string, string[]> = {};
    const onEvent = (event: EngineEvent): void => {
      for (const [op, count] of Object.entries(event.summaryEvent?.resourceChanges ?? {})) {
        if (op !== "same") changes[op] = count;
      }
      const { urn = "", detailedDiff } = event.resourcePreEvent?.metadata ?? {};
      if (detailedDiff) diffs[urn.split("collections-").pop() ?? urn] = Object.keys(detailedDiff).sort();
    };
    const { stdout, stderr } = await run(await this.open(), { onEvent, color: "never" });
    return { changes, diffs, output: `${stdout}\n${stderr}` };
  }
}

interface Options {
  readonly onEvent: (event: EngineEvent) => void;
  readonly color: "never";
}
