import type { Overall, Report } from "../rollback";

/** Documented in docs/rollback.md and in the usage; scripts rely on them. */
export const EXIT = {
  can: 0,
  done: 0,
  failed: 1,
  usage: 2,
  cannot: 3,
  "could-not-look": 4,
  declined: 5,
} as const satisfies Record<Overall | "done" | "failed" | "usage" | "declined", number>;

export function exitOf({ ok }: Pick<Report, "ok">): number {
  return ok ? EXIT.done : EXIT.failed;
}
