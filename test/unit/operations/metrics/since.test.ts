import { describe, expect, it } from "vitest";
import { since } from "../../../../operations/metrics";

const NOW = new Date("2026-03-31T12:00:00Z");

describe("the beginning of a period", () => {
  it.each([
    ["30d", "2026-03-01T12:00:00.000Z"],
    ["2w", "2026-03-17T12:00:00.000Z"],
    ["36h", "2026-03-30T00:00:00.000Z"],
    ["90min", "2026-03-31T10:30:00.000Z"],
    ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ])("%s is %s", (text, expected) => {
    expect(since(text, NOW)?.toISOString()).toBe(expected);
  });

  it.each(["", "0d", "30", "d", "-1d", "3m", "1.5d", "2026-13-01", "yesterday"])("%j is none", (text) => {
    expect(since(text, NOW)).toBeUndefined();
  });
});
