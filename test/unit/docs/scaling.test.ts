import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TABLES } from "./scaling-tables";

const PAGE = readFileSync(join(__dirname, "../../../docs/scaling.md"), "utf8");

describe("docs/scaling.md", () => {
  it.each(Object.entries(TABLES))("shows what is computed: %s", (heading, make) => {
    expect(tableUnder(heading)).toBe(make());
  });

  it("shows no table of figures that nobody computes", () => {
    const headings = PAGE.split("\n").filter((line) => line.startsWith("## "));
    const withTables = headings.filter((heading) => tableUnder(heading.slice(3)) !== "");
    expect(withTables.map((heading) => heading.slice(3))).toEqual(["What scales how", ...Object.keys(TABLES)]);
  });
});

function tableUnder(heading: string): string {
  const [, after = ""] = PAGE.split(`## ${heading}\n`);
  const [section = ""] = after.split("\n## ");
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .join("\n");
}
