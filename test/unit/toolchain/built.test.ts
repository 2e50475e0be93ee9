import { appendFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtBefore, rememberBuilt } from "../../../toolchain/built";
import { remove, writeWhole } from "../../../toolchain/files";
import { emptyProject } from "./support";

function built() {
  const layout = emptyProject();
  const path = join(layout.bin, "pulumi");
  writeWhole(path, "a program");
  const program = { name: "engine", path, version: "3.220.0" };
  rememberBuilt(layout, program);
  return { layout, program };
}

describe("a program that set-up built", () => {
  it("is found again", () => {
    const { layout, program } = built();
    expect(builtBefore(layout, program)).toBe(true);
  });

  it("is built again for another version", () => {
    const { layout, program } = built();
    expect(builtBefore(layout, { ...program, version: "3.221.0" })).toBe(false);
  });

  it.each<[string, (path: string) => void]>([
    ["cut short", (path) => truncateSync(path, 3)],
    ["changed", (path) => appendFileSync(path, "!")],
    ["gone", (path) => remove(path)],
  ])("is not trusted when the file is %s", (_, damage) => {
    const { layout, program } = built();
    damage(program.path);
    expect(builtBefore(layout, program)).toBe(false);
  });

  it("cannot be recorded before it is there", () => {
    const layout = emptyProject();
    const program = { name: "engine", path: join(layout.bin, "pulumi"), version: "3.220.0" };
    expect(() => rememberBuilt(layout, program)).toThrow("is not there");
  });
});
