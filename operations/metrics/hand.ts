import type { HistoryEntry } from "../checkpoint";

/**
 * Who was at work. `ci`: a build server that the engine knows. `tool`: a program that drives the engine, `vp` among them.
 * `person`: the engine's command line, outside a build server. `unknown`: the run says nothing about it.
 */
export const HANDS = ["ci", "tool", "person", "unknown"] as const;
export type Hand = (typeof HANDS)[number];

/**
 * From what the engine itself notes of a run: any `ci.*` key, else `exec.kind` (`cli`, or `auto.local` and `auto.inline` of
 * a program). A script that calls the command line outside a build server cannot be told from a person and counts as one.
 */
export function handOf({ environment }: Pick<HistoryEntry, "environment">): Hand {
  if (Object.entries(environment).some(([key, value]) => key.startsWith("ci.") && value !== "")) return "ci";
  const kind = environment["exec.kind"] ?? "";
  if (kind.startsWith("auto.")) return "tool";
  return kind === "cli" ? "person" : "unknown";
}
