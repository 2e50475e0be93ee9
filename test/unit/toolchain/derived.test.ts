import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { derive, derivedBefore } from "../../../toolchain/derived";
import { remove, writeWhole } from "../../../toolchain/files";
import { fingerprint } from "../../../toolchain/fingerprint";
import { emptyProject } from "./support";

function setting() {
  const layout = emptyProject();
  const [from, into] = [join(layout.project, "src"), join(layout.project, "dist")];
  let made = 0;
  writeWhole(join(from, "a.ts"), "1");
  const make = async () => {
    made++;
    writeWhole(join(into, "a.js"), readFileSync(join(from, "a.ts"), "utf8"));
  };
  return {
    layout,
    from,
    into,
    count: () => made,
    derive: (how = make) => derive(layout, { name: "x", from: [from], into, make: how }),
  };
}

describe("derive", () => {
  it("makes once what does not change", async () => {
    const it = setting();
    expect([await it.derive(), await it.derive(), it.count()]).toEqual(["made", "up to date", 1]);
    expect(derivedBefore(it.layout, "x")).toBe(true);
  });

  it.each<[string, (s: ReturnType<typeof setting>) => void]>([
    ["a source changes", ({ from }) => writeWhole(join(from, "a.ts"), "2")],
    ["a source is added", ({ from }) => writeWhole(join(from, "b.ts"), "")],
    ["the result is changed", ({ into }) => writeWhole(join(into, "a.js"), "half")],
    ["the result is gone", ({ into }) => remove(into)],
  ])("makes it again when %s", async (_, change) => {
    const state = setting();
    await state.derive();
    change(state);
    expect(await state.derive()).toBe("made");
  });

  it("does not trust what an interrupted run left", async () => {
    const state = setting();
    const killed = state.derive(() => {
      writeWhole(join(state.into, "a.js"), "hal");
      return Promise.reject(new Error("killed"));
    });
    await expect(killed).rejects.toThrow("killed");
    expect(derivedBefore(state.layout, "x")).toBe(false);
    expect(await state.derive()).toBe("made");
  });
});

describe("fingerprint", () => {
  it("sees where one file ends and the next begins", () => {
    const { project } = emptyProject();
    writeWhole(join(project, "one", "a"), "xy");
    writeWhole(join(project, "one", "b"), "");
    writeWhole(join(project, "two", "a"), "x");
    writeWhole(join(project, "two", "b"), "y");
    expect(fingerprint(join(project, "one"))).not.toBe(fingerprint(join(project, "two")));
  });
});
