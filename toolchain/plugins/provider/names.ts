import { randomBytes } from "node:crypto";
import type { Value, Values } from "./values";

/** Inputs that the provider filled in by itself; a later check may then keep or change them. */
const DEFAULTED = "__defaults";

/**
 * Gives a resource without a name one that nobody else has, and keeps it from then on.
 * A name that the user chose is recorded as theirs: two resources cannot hold it at once.
 */
export function withName(resourceName: string, olds: Values, news: Values): Values {
  if (news.name !== undefined) return { ...news, [DEFAULTED]: [] };
  const kept = isDefaulted(olds) && olds.name !== undefined ? olds.name : `${resourceName}-${randomHex(7)}`;
  return { ...news, name: kept, [DEFAULTED]: ["name"] };
}

/** The old resource must go before the new one comes: both would carry the same chosen name. */
export function nameIsTaken(state: Values, wanted: Values): boolean {
  return !isDefaulted(wanted) && wanted.name === state.name;
}

export function randomHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString("hex")
    .slice(0, digits);
}

function isDefaulted(inputs: Values): boolean {
  const defaulted: Value = inputs[DEFAULTED];
  return Array.isArray(defaulted) && defaulted.includes("name");
}
