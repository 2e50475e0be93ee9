import { describe, expect, it } from "vitest";
import { add, countOf, NOTHING, tally } from "../../tally";

function report(passed: number, failed = 0, pending = 0, todo = 0): string {
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
  });
}

describe("countOf", () => {
  it("takes the numbers of the report", () => {
    expect(countOf(report(5, 2, 1, 1), 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it.each<[string, string | undefined, number]>([
    ["a run that fails without a failed test, such as missed coverage", report(5), 1],
    ["a run that was killed before its report", undefined, -1],
    ["a run that found no tests", report(0), 0],
    ["a run of skipped tests only", report(0, 0, 3), 0],
  ])("counts %s as a failure", (_, text, status) => {
    expect(countOf(text, status).failed).toBe(1);
  });
});

describe("tally", () => {
  it("sums the parts into one line", () => {
    const total = add(add(NOTHING, { passed: 5, failed: 1, skipped: 0 }), { passed: 2, failed: 0, skipped: 3 });
    expect(tally(total)).toBe("7 passed, 1 failed, 3 skipped");
  });
});
