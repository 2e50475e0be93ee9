import { describe, expect, it } from "vitest";
import { SetUpError } from "../../../toolchain/set-up-error";
import { Steps } from "../../../toolchain/steps";

/** A clock that is a second and a quarter later at every look. */
function steps() {
  const lines: string[] = [];
  let looks = 0;
  return {
    lines,
    steps: new Steps(
      (line) => lines.push(line),
      () => 1250 * looks++,
    ),
  };
}

describe("Steps", () => {
  it("prints what a step does, what came of it and how long it took", async () => {
    const { lines, steps: run } = steps();
    const outcome = await run.run("engine", (say) => {
      say("building it");
      return { did: "3.220.0, built" };
    });
    expect(outcome.did).toBe("3.220.0, built");
    expect(lines.map((line) => line.replace(/ +/g, " "))).toEqual([
      "engine building it …",
      "engine 3.220.0, built … took 1.3 s",
    ]);
  });

  it("collects the stand-ins of all steps in their order", async () => {
    const { steps: run } = steps();
    await run.run("a", () => ({ did: "x", standIns: [{ standsFor: "one", what: "1" }] }));
    await run.run("b", () => ({ did: "x" }));
    await run.run("c", () => ({ did: "x", standIns: [{ standsFor: "two", what: "2" }] }));
    expect(run.standIns.map(({ standsFor }) => standsFor)).toEqual(["one", "two"]);
  });

  it("names the step that failed", async () => {
    const { lines, steps: run } = steps();
    const failing = run.run("engine", () => Promise.reject(new SetUpError("Go is missing.")));
    await expect(failing).rejects.toThrow(new SetUpError("engine: Go is missing."));
    expect(lines.join()).toContain("failed after 1.3 s");
  });

  it("leaves a mistake of ours as it is, stack and all", async () => {
    const mistake = new TypeError("x is undefined");
    await expect(steps().steps.run("engine", () => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});
