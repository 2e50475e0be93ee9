import { describe, expect, it } from "vitest";
import { RULES } from "../../../policies/rules";
import { platform } from "./platform";
import { SABOTAGE } from "./sabotage";
import { verdict } from "./support";

/** Ten whole platforms of more than a hundred resources, judged by every rule; the machine may be busy. */
const PATIENCE = { timeout: 300_000 };
const PLATFORMS = ["docker", "kubernetes"] as const;
const PRODUCTION_ONLY = 4;

const CASES = PLATFORMS.flatMap((on) => [
  { environment: "development", on, mode: "preview" } as const,
  { environment: "staging", on, mode: "preview" } as const,
  { environment: "production", on, mode: "preview" } as const,
  { environment: "production", on, mode: "update" } as const,
]);

describe("the platform as shipped, every image pinned", PATIENCE, () => {
  it.each(CASES)("has no violation: $environment on $on in $mode", async ({ environment, on, mode }) => {
    const resources = await platform(environment, on, mode);
    expect(resources.length).toBeGreaterThan(40);
    const verdicts = await Promise.all(
      RULES.map(async (rule) => [rule.name, await verdict(rule, resources, environment)] as const),
    );
    expect(verdicts.filter(([, messages]) => messages !== undefined && messages.length > 0)).toEqual([]);
    const judged = verdicts.filter(([, messages]) => messages !== undefined);
    expect(judged).toHaveLength(environment === "production" ? RULES.length : RULES.length - PRODUCTION_ONLY);
  });
});

describe.each(PLATFORMS)("every rule on %s", PATIENCE, (on) => {
  it("notices what it is there for in the real platform", async () => {
    const resources = await platform("production", on, "update");
    for (const rule of RULES) {
      const spoil = SABOTAGE[rule.name]?.[on];
      if (!spoil) continue;
      const spoilt = spoil(resources);
      expect(await verdict(rule, spoilt), rule.name).not.toEqual([]);
    }
    expect(RULES.map(({ name }) => name).sort()).toEqual(Object.keys(SABOTAGE).sort());
  });
});
