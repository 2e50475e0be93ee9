import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergedSequence } from "../../../../../operations/chart/synthesis/sequence";

const items = (ids: readonly string[]) => ids.map((id, i) => ({ id, value: `${id}${i}` }));

describe("one sequence for all runs", () => {
  it("has what any run has, in everybody's order", () => {
    const merged = mergedSequence(
      new Map([
        [0, items(["a", "c"])],
        [1, items(["a", "b", "c"])],
        [2, items(["b", "d"])],
      ]),
    );
    expect(merged.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    expect(merged.map(({ values }) => [...values.keys()].sort())).toEqual([[0, 1], [1, 2], [0, 1], [2]]);
  });

  it("gives back every run exactly, whatever the runs are", () => {
    const run = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (runs) => {
        const merged = mergedSequence(new Map(runs.map((ids, i) => [i, items(ids)])));
        for (const [i, ids] of runs.entries()) {
          expect(merged.filter(({ values }) => values.has(i)).map(({ values }) => values.get(i))).toEqual(
            items(ids).map(({ value }) => value),
          );
        }
      }),
    );
  });
});
