import { describe, expect, it } from "vitest";
import { accept, overall, type Verdict } from "../../../../operations/rollback/verdict";

const verdict = (answer: Verdict["answer"], check: Verdict["check"] = "images"): Verdict => ({
  check,
  answer,
  says: "",
});

describe("can I roll back?", () => {
  it.each([
    ["can", ["yes", "warning"]],
    ["could-not-look", ["yes", "unknown"]],
    ["cannot", ["unknown", "no", "yes"]],
  ] as const)("%s with %o", (answer, answers) => {
    expect(overall(answers.map((one) => verdict(one)))).toBe(answer);
  });

  it("is answered for by name, and only by that", () => {
    const verdicts = [verdict("no", "storage"), verdict("unknown", "images"), verdict("yes", "assets")];
    expect(accept(verdicts, ["storage"]).map(({ answer }) => answer)).toEqual(["warning", "unknown", "yes"]);
    expect(overall(accept(verdicts, ["storage", "images"]))).toBe("can");
    expect(accept(verdicts, ["assets"])).toEqual(verdicts);
  });
});
