import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { writeWhole } from "../../../toolchain/files";
import { emptyProject } from "./support";

const SCRIPT = resolve(__dirname, "../../../toolchain/dependencies.js");

type Packages = Record<string, { version: string; optional?: boolean }>;
const WANTED: Packages = {
  "": { version: "1.0.0" },
  "node_modules/zod": { version: "4.6.7" },
  "node_modules/esbuild-for-another-platform": { version: "1.0.0", optional: true },
};

/** @returns why npm would have to install, empty where it would not */
function reason(installed?: Packages): string {
  const { project } = emptyProject();
  writeWhole(join(project, "package-lock.json"), JSON.stringify({ packages: WANTED }));
  const record = join(project, "node_modules", ".package-lock.json");
  if (installed) writeWhole(record, JSON.stringify({ packages: installed }));
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, project], { encoding: "utf8" });
  expect(status).toBe(stdout === "" ? 0 : 1);
  return stdout;
}

describe("dependencies", () => {
  it("are fresh when every package is the one that the lock file names", () => {
    expect(reason({ "node_modules/zod": { version: "4.6.7" } })).toBe("");
  });

  it("are stale after a change of the lock file", () => {
    expect(reason({ "node_modules/zod": { version: "4.6.6" } })).toContain("node_modules/zod is not what");
    expect(reason({})).toContain("node_modules/zod is not what");
  });

  it("are missing after an installation that was interrupted", () => {
    expect(reason()).toContain("missing");
  });
});
