const KEY = "vector-platform:environment";
const RELAXED = ["development", "staging"] as const;

/**
 * The environment that a stack is judged for, out of the stack's own configuration, which the engine hands to a policy
 * pack. A stack that names none, or one that nobody knows, is judged as production: a typing error must not let anything
 * through.
 */
export function environment(): "development" | "staging" | "production" {
  const named = configuration()[KEY];
  return RELAXED.find((name) => name === named) ?? "production";
}

function configuration(): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(process.env.PULUMI_CONFIG ?? "{}");
  } catch {
    return {};
  }
}
