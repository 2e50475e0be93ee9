import { describe, expect, it } from "vitest";
import { until } from "../../../toolchain/until";

describe("until", () => {
  it("looks again until it holds", async () => {
    let looks = 0;
    expect(await until(() => ++looks === 3, 5)).toBe(true);
    expect(looks).toBe(3);
  });

  it("gives up when the time is over", async () => {
    expect(await until(() => false, 0.15)).toBe(false);
  });
});
