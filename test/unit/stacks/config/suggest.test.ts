import { describe, expect, it } from "vitest";
import { suggest } from "../../../../stacks/config/suggest";

const KEYS = ["activeSlot", "canaryWeight", "memory", "cpu", "api"];

describe("suggest", () => {
  it.each([
    ["activSlot", "activeSlot"],
    ["activeslot", "activeSlot"],
    ["memroy", "memory"],
    ["canary_weight", "canaryWeight"],
    ["cpus", "cpu"],
    ["pai", "api"],
  ])("takes %s for %s", (given, meant) => {
    expect(suggest(given, KEYS)).toBe(meant);
  });

  it("takes the nearest of several", () => {
    expect(suggest("storag", ["storages", "storage"])).toBe("storage");
  });

  it.each(["color", "x", "", "memorable-thing"])("has nothing to say about %j", (given) => {
    expect(suggest(given, KEYS)).toBeUndefined();
  });
});
