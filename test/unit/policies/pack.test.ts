import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "../../../policies/rules";

describe("the policy pack", () => {
  it("holds one rule from each file, under the file's name", () => {
    const folder = join(__dirname, "../../../policies/rules");
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
    expect(RULES.map(({ name }) => name).sort()).toEqual(files.filter((name) => name !== "index").sort());
  });

  it("describes every rule in one sentence, and lets none of them merely advise", () => {
    for (const { description, enforcementLevel } of RULES) {
      expect(description).toMatch(/^[A-Z].*\.( \(production\))?$/);
      expect(enforcementLevel).toBeUndefined();
    }
  });
});
