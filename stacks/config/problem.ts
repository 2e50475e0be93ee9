import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with a configuration. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** Completes "<path> …": `is 140`, `is not set`. Never repeats a secret. */
  readonly found: string;
  /** Completes "allowed: …". */
  readonly allowed: string;
  /** What to do about it, as an order. */
  readonly advice: string;
  /** Where the value comes from. @default - the stack's configuration */
  readonly source?: string;
}

const LONGEST_VALUE = 80;

/** All problems of a configuration at once; Pulumi prints its message without a stack trace. */
export class ConfigError extends pulumi.RunError {
  constructor(
    readonly stackName: string,
    readonly problems: readonly Problem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${count} in the configuration of stack ${stackName}:\n${problems.map(line).join("\n")}`);
  }
}

function line({ path, found, allowed, advice, source }: Problem): string {
  const origin = source === undefined ? "" : ` (${source})`;
  return `- ${formatPath(path)} ${found}${origin}; allowed: ${allowed}; ${advice}`;
}

/** Says what was given, shortened where it is long. */
export function found(value: unknown): string {
  if (value === undefined) {
    return "is not set";
  }
  const text = JSON.stringify(value);
  return `is ${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text}`;
}

/** A path as `pulumi config set --path` takes it. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") {
      return `${text}[${key}]`;
    }
    const name = String(key);
    const plain = /^[\w-]+$/.test(name);
    return plain ? `${text}${text === "" ? "" : "."}${name}` : `${text}["${name}"]`;
  }, "");
}

/** The command that changes a value. */
export function setCommand(path: readonly PropertyKey[]): string {
  const nested = path.length > 1;
  return `pulumi config set ${nested ? `--path '${formatPath(path)}'` : formatPath(path)} <value>`;
}
