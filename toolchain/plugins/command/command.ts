import { randomHex } from "../provider/names";
import type { Context, Failure, Resource } from "../provider/resource";
import { changes, type Schema } from "../provider/schema";
import { hasUnknown, UNKNOWN, type Value, type Values } from "../provider/values";
import type { Outcome } from "./output";

/** What both kinds of command share. */
export interface CommandInputs {
  readonly create?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly logging?: "stdout" | "stderr" | "stdoutAndStderr" | "none";
  readonly addPreviousOutputInEnv?: boolean;
}

export interface CommandKind<Inputs> {
  readonly schema: Schema<Inputs>;
  /** Inputs that do not end up in what the command prints. */
  readonly unprinted: readonly string[];
  failures(news: Values): Failure[];
  run(
    command: string,
    inputs: Inputs,
    environment: Readonly<Record<string, string>>,
    context: Context,
  ): Promise<Outcome>;
}

const LOGGING = ["stdout", "stderr", "stdoutAndStderr", "none"];

/** A resource whose life is commands: one to create it, one to update it, one to delete it. */
export function command<Inputs extends CommandInputs>(kind: CommandKind<Inputs>): Resource {
  const perform = async (
    step: string | undefined,
    inputs: Values,
    before: Values,
    context: Context,
  ): Promise<Values> => {
    const said = { stdout: before.stdout ?? "", stderr: before.stderr ?? "" };
    if (step === undefined) return { ...inputs, ...said };
    const asked = inputs as unknown as Inputs;
    return { ...inputs, ...(await kind.run(step, asked, environmentOf(asked, before), context)) };
  };
  return {
    derived: { outputs: ["stdout", "stderr"], exceptInputs: kind.unprinted },
    check: ({ news }) => ({ inputs: news, failures: [...failuresOf(news), ...kind.failures(news)] }),
    diff: ({ state, news, ignored }) => ({ changes: changes(kind.schema, state, news, ignored) }),
    preview: (inputs) => ({ ...inputs, stdout: UNKNOWN, stderr: UNKNOWN }),
    create: async (inputs, context) => {
      const outputs = await perform(inputs.create as string | undefined, inputs, {}, context);
      return { id: `${context.name}${randomHex(8)}`, outputs };
    },
    update: async (_id, state, inputs, context) => {
      const { create, update } = inputs as CommandInputs;
      return perform(update ?? create, inputs, state, context);
    },
    delete: async (_id, state, context) => {
      await perform((state as CommandInputs).delete, state, state, context);
    },
  };
}

/** The previous run's words travel on, unless asked not to: a delete command often needs what create printed. */
function environmentOf(inputs: CommandInputs, before: Values): Record<string, string> {
  const previous: Record<string, string> = {};
  if (inputs.addPreviousOutputInEnv !== false) {
    if (before.stdout) previous.PULUMI_COMMAND_STDOUT = String(before.stdout);
    if (before.stderr) previous.PULUMI_COMMAND_STDERR = String(before.stderr);
  }
  return { ...inputs.environment, ...previous };
}

function failuresOf({ logging }: Values): Failure[] {
  const wrong = logging !== undefined && !hasUnknown(logging) && !LOGGING.includes(logging as string);
  return wrong ? [{ property: "logging", reason: `"${logging}": use one of ${LOGGING.join(", ")}` }] : [];
}

/** Inputs of the official plugin that this one cannot serve: refused, so that nothing is left out in silence. */
export function refused(news: Values, names: readonly string[]): Failure[] {
  const given = (value: Value): boolean => value !== undefined && value !== null;
  return names
    .filter((name) => given(news[name]))
    .map((property) => ({ property, reason: "needs the official command plugin; the stand-in does not have it" }));
}
