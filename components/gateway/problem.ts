import { RunError } from "@pulumi/pulumi";

/** One reason why an input cannot become a configuration, with everything needed to mend it. */
export interface Problem {
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string;
  readonly advice: string;
}

/** A problem, if `wrong` holds. */
export type Check = readonly [wrong: boolean, path: string, value: unknown, allowed: string, advice: string];

export function failing(checks: readonly Check[]): Problem[] {
  return checks.flatMap(([wrong, path, value, allowed, advice]) => (wrong ? [{ path, value, allowed, advice }] : []));
}

/** @throws RunError that lists every problem */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ path, value, allowed, advice }) =>
      `  ${path} = ${shown(value)}\n    allowed: ${allowed}\n    what to do: ${advice}`,
  );
  throw new RunError(`The gateway cannot be configured like this:\n${lines.join("\n")}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "(nothing)";
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
