import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeWhole } from "../../../toolchain/files";
import { locked } from "../../../toolchain/lock";
import { emptyProject } from "./support";

describe("locked", () => {
  it("refuses a second set-up while the first is at work, and names it", async () => {
    const layout = emptyProject();
    const second = locked(layout, () => locked(layout, async () => "never"));
    await expect(second).rejects.toThrow(`another set-up (process ${process.pid}) works in ${layout.root}`);
  });

  it("is free again after a failure", async () => {
    const layout = emptyProject();
    await expect(locked(layout, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await locked(layout, async () => "done")).toBe("done");
    expect(existsSync(join(layout.root, "lock"))).toBe(false);
  });

  it("takes over from a process that is dead", async () => {
    const layout = emptyProject();
    const dead = spawnSync("true").pid;
    writeWhole(join(layout.root, "lock"), String(dead));
    expect(await locked(layout, async () => "done")).toBe("done");
  });

  it.each(["", "0 0", "nonsense", `${process.pid} 1`])("does not wait for an owner like %j", async (owner) => {
    const layout = emptyProject();
    writeWhole(join(layout.root, "lock"), owner);
    expect(await locked(layout, async () => "done")).toBe("done");
  });
});
