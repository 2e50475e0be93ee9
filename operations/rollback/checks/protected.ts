import type { Resource } from "../../checkpoint";
import { nameOf } from "../../checkpoint";
import type { Verdict } from "../verdict";

/** @param kept resources that the release does not know and that stay all the same */
export function judgeProtected(kept: readonly Resource[]): Verdict {
  const check = "protected";
  const holding = kept.filter(({ protect }) => protect).map(({ urn }) => nameOf(urn));
  if (holding.length === 0) return { check, answer: "yes", says: "nothing protected would have to go" };
  const says = `protected and newer than the release, so they stay: ${holding.join(", ")}`;
  return { check, answer: "warning", says, remedy: "pulumi state unprotect URN, where they are no longer wanted" };
}

/** Hooks are functions of a program; a checkpoint knows only their names. */
export function judgeHooks(resources: readonly Resource[]): Verdict {
  const check = "hooks";
  const hooked = resources.filter(({ resourceHooks }) => Object.keys(resourceHooks ?? {}).length > 0);
  if (hooked.length === 0) return { check, answer: "yes", says: "no resource has hooks" };
  return { check, answer: "warning", says: `hooks do not run: ${hooked.map(({ urn }) => nameOf(urn)).join(", ")}` };
}

/** Two that change a stack at once would undo each other. */
export function judgeLock(locks: readonly string[]): Verdict {
  const check = "lock";
  if (locks.length === 0) return { check, answer: "yes", says: "nobody else is at work on the stack" };
  const remedy = "wait for them; where that process is dead, pulumi cancel takes the lock away";
  return { check, answer: "no", says: `at work on the stack: ${locks.join(", ")}`, remedy };
}
