import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectJudged, judgeEveryRun } from "../../../bench/measures/policies";

describe("the policies that judge the benchmark's runs", () => {
  it("are those that the shell was activated with, else the project's own", () => {
    const activated = { PULUMI_OPTION_POLICY_PACK: "/somewhere/policies" };
    judgeEveryRun(activated);
    expect(activated).toEqual({ PULUMI_OPTION_POLICY_PACK: "/somewhere/policies" });
    const bare: NodeJS.ProcessEnv = {};
    judgeEveryRun(bare);
    expect(existsSync(join(bare.PULUMI_OPTION_POLICY_PACK ?? "", "PulumiPolicy.yaml"))).toBe(true);
  });

  it("are seen in the engine's output, or the measurement is refused", () => {
    const output = "Policies:\n    ✅ vector-platform@v0.1.0 (local: /somewhere)\n\nResources:\n    1 unchanged\n";
    expect(() => expectJudged(output)).not.toThrow();
    expect(() => expectJudged("Resources:\n    1 unchanged\n")).toThrow(/was not judged by the policy pack/);
  });
});
