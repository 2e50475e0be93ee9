import { parseArgs } from "node:util";
import { since } from "../metrics";
import { CHECKS } from "../rollback";

export const USAGE = `usage: npx vp <command> --stack STACK [options]

commands
  history     every release of the stack, oldest first
  rollback    re-apply an earlier release: the last good one, or the one that is named

options of both
  --stack STACK               name of the stack
  --json                      one JSON document on standard output, nothing else
  --config-file FILE          stack file [Pulumi.STACK.yaml of the project]
  --cwd FOLDER                folder of the project [where Pulumi.yaml is]
  --old-passphrase-file FILE  a passphrase that was in use earlier; may be given more than once

options of history
  --all                       runs that were no release as well
  --metrics                   how the stack is delivered, in figures, instead of the list
  --since WHEN                with --metrics: 30d, 12h, 2w, 90min ago, or a day such as 2026-01-31 [everything]
  --prometheus                with --metrics: Prometheus' text format

options of rollback
  --to N                      number of the release, as history shows it
  --to-version VERSION        the newest earlier release that served this version
  --check                     answer "can I roll back?" and touch nothing
  --yes                       do not ask
  --accept CHECK              go on although CHECK holds it up; may be given more than once

exit codes
  0  done; with --check: it can be rolled back
  1  it did not succeed, or the result is not what was recorded: run the same command again
  2  wrong arguments
  3  it cannot be rolled back, and why; nothing was touched
  4  something could not be looked at; nothing was touched
  5  you said no; nothing was touched
`;

export interface Arguments {
  readonly command: "history" | "rollback" | "help";
  readonly stack: string;
  readonly json: boolean;
  readonly all: boolean;
  readonly metrics: boolean;
  readonly prometheus: boolean;
  readonly since?: Date;
  readonly check: boolean;
  readonly yes: boolean;
  readonly to?: number;
  readonly toVersion?: string;
  readonly accept: readonly string[];
  readonly oldPassphraseFiles: readonly string[];
  readonly configFile?: string;
  readonly cwd?: string;
}

/** A wrong command line: what is wrong, and what is allowed. */
export class UsageError extends Error {}

const OPTIONS = {
  stack: { type: "string", short: "s" },
  json: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  metrics: { type: "boolean", default: false },
  prometheus: { type: "boolean", default: false },
  since: { type: "string" },
  check: { type: "boolean", default: false },
  yes: { type: "boolean", short: "y", default: false },
  to: { type: "string" },
  "to-version": { type: "string" },
  accept: { type: "string", multiple: true, default: [] as string[] },
  "old-passphrase-file": { type: "string", multiple: true, default: [] as string[] },
  "config-file": { type: "string" },
  cwd: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** @throws UsageError */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Arguments {
  const { values, positionals } = parsed(argv);
  const [command = "help", ...rest] = values.help ? ["help"] : positionals;
  if (rest.length > 0) throw new UsageError(`"${rest.join(" ")}" is one argument too many`);
  if (command !== "history" && command !== "rollback" && command !== "help") {
    throw new UsageError(`there is no command "${command}"; there are: history, rollback`);
  }
  const stack = values.stack ?? env.PULUMI_STACK ?? "";
  if (command !== "help" && stack === "") throw new UsageError("--stack is missing: name the stack");
  const unknown = values.accept.filter((check) => !(CHECKS as readonly string[]).includes(check));
  if (unknown.length > 0) throw new UsageError(`--accept ${unknown[0]}: allowed are ${CHECKS.join(", ")}`);
  const [to, toVersion] = [values.to, values["to-version"]];
  if (to !== undefined && toVersion !== undefined) throw new UsageError("--to and --to-version exclude each other");
  return {
    command,
    stack,
    json: values.json,
    all: values.all,
    ...metricsOf(command, values),
    check: values.check,
    yes: values.yes,
    accept: values.accept,
    oldPassphraseFiles: values["old-passphrase-file"],
    ...(to !== undefined && { to: releaseNumber(to) }),
    ...(toVersion !== undefined && { toVersion }),
    ...(values["config-file"] !== undefined && { configFile: values["config-file"] }),
    ...(values.cwd !== undefined && { cwd: values.cwd }),
  };
}

function metricsOf(command: string, values: ReturnType<typeof parsed>["values"]) {
  const { metrics, prometheus, json } = values;
  if (metrics && command === "rollback") throw new UsageError("--metrics belongs to history");
  if (prometheus && !metrics) throw new UsageError("--prometheus belongs to --metrics");
  if (values.since !== undefined && !metrics) throw new UsageError("--since belongs to --metrics");
  if (prometheus && json) throw new UsageError("--json and --prometheus exclude each other");
  return { metrics, prometheus, ...(values.since !== undefined && { since: begin(values.since) }) };
}

function begin(text: string): Date {
  const time = since(text, new Date());
  if (time) return time;
  throw new UsageError(`--since ${text}: allowed are 30d, 12h, 2w, 90min and the like, or a day such as 2026-01-31`);
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function releaseNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--to ${text}: a number of a release, as history shows it`);
}
