import { describe, expect, it } from "vitest";
import { type Outline, outline } from "../../../../../operations/chart/synthesis/outline";

const flat = (lines: readonly Outline[]): string[] => lines.flatMap(({ line, below }) => [line, ...flat(below)]);

describe("a text by its indentation", () => {
  const text = "global\n  a\n\nbackend x\n  b\n    deeper\n  c";

  it("puts lines below the line that they belong to", () => {
    expect(outline(text)).toEqual([
      { line: "global", below: [{ line: "  a", below: [] }] },
      {
        line: "\nbackend x",
        below: [
          { line: "  b", below: [{ line: "    deeper", below: [] }] },
          { line: "  c", below: [] },
        ],
      },
    ]);
  });

  it("loses nothing", () => {
    expect(flat(outline(text)).join("\n")).toBe(text);
  });
});
