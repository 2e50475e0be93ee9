import { spawn } from "node:child_process";
import type { local } from "@pulumi/command";
import type { Unwrap } from "@pulumi/pulumi";
import type { Context } from "../provider/resource";
import { type CommandKind, refused } from "./command";
import { type Outcome, Output } from "./output";
import { COMMON } from "./schema";

type LocalInputs = Unwrap<local.CommandArgs>;

/** Runs on the machine that runs the engine. */
export const localCommand: CommandKind<LocalInputs> = {
  schema: { ...COMMON, dir: {}, interpreter: {}, assetPaths: {}, archivePaths: {} },
  unprinted: [],
  failures: (news) => refused(news, ["assetPaths", "archivePaths"]),
  run,
};

async function run(
  command: string,
  inputs: LocalInputs,
  environment: Readonly<Record<string, string>>,
  context: Context,
): Promise<Outcome> {
  const [program = "/bin/sh", ...options] = inputs.interpreter?.length ? inputs.interpreter : ["/bin/sh", "-c"];
  const child = spawn(program, [...options, command], {
    cwd: inputs.dir,
    env: { ...process.env, ...environment },
    stdio: "pipe",
    signal: context.signal,
    killSignal: "SIGKILL",
  });
  const output = new Output(context, inputs.logging);
  child.stdout.setEncoding("utf8").on("data", (text: string) => output.take("stdout", text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => output.take("stderr", text));
  // A command that does not read its input closes it early; that is its right.
  child.stdin.on("error", () => undefined).end(inputs.stdin ?? "");
  const failure = await new Promise<string | undefined>((done) => {
    child.on("error", (error) => done(error.message));
    child.on("close", (code, signal) => done(code === 0 ? undefined : ending(code, signal)));
  });
  return output.finish(command, failure);
}

function ending(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `signal: ${signal}` : `exit status ${code}`;
}
