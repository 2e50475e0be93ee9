import { z } from "zod";
import { revealed, type Value } from "../../checkpoint";
import type { Verdict } from "../verdict";

/**
 * A stack that runs migrations says which in its output `migrations`, oldest first. Until there is a component that does,
 * no stack has that output and nothing lies between any two releases.
 */
export const migrations = z.array(
  z.object({
    id: z.string(),
    /** The code of before works with the schema of after. */
    compatible: z.boolean().default(false),
    /** There is a way back that loses nothing. */
    reversible: z.boolean().default(false),
  }),
);
export type Migrations = z.output<typeof migrations>;

/** @returns undefined when the output is there and is not what it should be */
export function migrationsOf(outputs: { readonly [key: string]: Value } | undefined): Migrations | undefined {
  const found = outputs?.migrations;
  return found === undefined ? [] : migrations.safeParse(revealed(found)).data;
}

export function judgeMigrations(then: Migrations | undefined, now: Migrations | undefined): Verdict {
  const check = "migrations";
  if (!then || !now) {
    return {
      check,
      answer: "unknown",
      says: "the stack output `migrations` is not of the known form",
      remedy: "correct it",
    };
  }
  const known = new Set(then.map(({ id }) => id));
  const between = now.filter(({ id }) => !known.has(id));
  const blocking = between.filter(({ compatible }) => !compatible);
  if (blocking.length > 0) {
    const list = blocking.map(({ id, reversible }) => `${id}${reversible ? "" : " (irreversible)"}`).join(", ");
    const remedy = blocking.every(({ reversible }) => reversible)
      ? "take them back first"
      : "restore the backup from before the first of them";
    return { check, answer: "no", says: `migrations since then that the release does not know: ${list}`, remedy };
  }
  if (between.length === 0) return { check, answer: "yes", says: "no migration lies between" };
  return { check, answer: "warning", says: `stay applied, compatible: ${between.map(({ id }) => id).join(", ")}` };
}
