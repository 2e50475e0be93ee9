/** Answer to one question of "can I roll back?". */
export interface Verdict {
  /** Stable name of the question; `--accept` takes it. */
  readonly check: Check;
  /** `unknown`: nobody could look. It holds as firmly as a `no`, and exits differently. */
  readonly answer: "yes" | "no" | "unknown" | "warning";
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export const CHECKS = [
  "checkpoint",
  "secrets",
  "lock",
  "images",
  "assets",
  "plugins",
  "storage",
  "migrations",
  "protected",
  "hooks",
  "preview",
] as const;
export type Check = (typeof CHECKS)[number];

export type Overall = "can" | "cannot" | "could-not-look";

/** One `no` decides; else one `unknown` does. */
export function overall(verdicts: readonly Verdict[]): Overall {
  if (verdicts.some(({ answer }) => answer === "no")) return "cannot";
  return verdicts.some(({ answer }) => answer === "unknown") ? "could-not-look" : "can";
}

/** What the operator answers for by name does not hold the rollback up any more. */
export function accept(verdicts: readonly Verdict[], accepted: readonly string[]): Verdict[] {
  return verdicts.map((verdict) => {
    const held = verdict.answer === "no" || verdict.answer === "unknown";
    if (!held || !accepted.includes(verdict.check)) return verdict;
    return { ...verdict, answer: "warning", says: `${verdict.says} (accepted)` };
  });
}
