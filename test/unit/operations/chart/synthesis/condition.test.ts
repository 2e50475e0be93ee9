import { describe, expect, it } from "vitest";
import { Conditions, ones, runsWhere } from "../../../../../operations/chart/synthesis/condition";

/** All eight ways in which three switches can stand. */
const RUNS = Array.from({ length: 8 }, (_, i) => ({ a: (i & 1) > 0, b: (i & 2) > 0, c: (i & 4) > 0 }));
type Run = (typeof RUNS)[number];
const ALL = runsWhere(RUNS, () => true);
const conditions = new Conditions(
  (["a", "b", "c"] as const).map((name) => ({ name, runs: runsWhere(RUNS, (run) => run[name]) })),
  ALL,
  "$on.",
);
const find = (holds: (run: Run) => boolean, among: (run: Run) => boolean = () => true) =>
  conditions.find(
    runsWhere(RUNS, (run) => holds(run) && among(run)),
    runsWhere(RUNS, among),
    "it",
  ).expression;

describe("the condition under which something is there", () => {
  it("is the simplest that is true in exactly those runs", () => {
    expect(find(({ b }) => b)).toBe("$on.b");
    expect(find(({ b }) => !b)).toBe("not $on.b");
    expect(find(({ a, c }) => a && !c)).toBe("and $on.a (not $on.c)");
    expect(find(({ a, c }) => a || c)).toBe("or $on.a $on.c");
  });

  it("may take more than two switches, or tell them apart", () => {
    expect(find(({ a, b, c }) => a && b && c)).toBe("and $on.a (and $on.b $on.c)");
    expect(find(({ a, b }) => a !== b)).toBe("and (or $on.a $on.b) (or (not $on.a) (not $on.b))");
    expect(find(({ a, b, c }) => a || (b && c))).toMatch(/^(and|or) /);
  });

  it("needs to be right only where the whole is there at all", () => {
    expect(
      find(
        ({ a, b }) => a && b,
        ({ a }) => a,
      ),
    ).toBe("$on.b");
  });

  it("is not made up where no switch explains it", () => {
    const blind = new Conditions([{ name: "a", runs: runsWhere(RUNS, ({ a }) => a) }], ALL, "$on.");
    const odd = runsWhere(RUNS, ({ b }) => b);
    expect(() => blind.find(odd, ALL, "the line x")).toThrow(
      "the line x is in 4 of 8 runs, and no combination of switches",
    );
  });

  it("counts runs", () => {
    expect(ones(0b1011n)).toBe(3);
  });
});
