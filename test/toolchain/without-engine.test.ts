import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { link, remove, writeWhole } from "../../toolchain/files";
import { layoutOf } from "../../toolchain/layout";
import { SetUpError } from "../../toolchain/set-up-error";
import { dockerEngine } from "../../toolchain/steps/docker-engine";

const PROJECT = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "vector-platform-bare-machine-"));

afterAll(() => remove(folder));

/** Set-up on a machine that has nothing but a shell and the named programs. */
function setUpWith(...programs: { name: string; script: string }[]) {
  const path = mkdtempSync(join(folder, "path-"));
  for (const name of ["dirname", "date"]) link(join("/usr/bin", name), join(path, name));
  for (const { name, script } of programs) writeWhole(join(path, name), `#!/bin/sh\n${script}\n`, 0o755);
  const { status, stderr } = spawnSync("/bin/sh", [join(PROJECT, "toolchain", "set-up.sh")], {
    encoding: "utf8",
    env: { PATH: path },
  });
  return { status, stderr };
}

const npm = { name: "npm", script: "exit 0" };

describe("a machine that lacks something", () => {
  it("is told to install Node.js", () => {
    expect(setUpWith(npm)).toEqual({
      status: 1,
      stderr: "error: Node.js is missing: install Node.js 20.19 or newer (https://nodejs.org).\n",
    });
  });

  it("is told to install npm", () => {
    const { status, stderr } = setUpWith({ name: "node", script: "exit 0" });
    expect(status).toBe(1);
    expect(stderr).toContain("npm is missing");
  });

  it("is told that its Node.js is too old", () => {
    const old = { name: "node", script: '[ "$1" = --version ] && echo v18.20.0; [ "$1" = --version ]' };
    const { status, stderr } = setUpWith(npm, old);
    expect(status).toBe(1);
    expect(stderr).toContain("Node.js v18.20.0 is too old");
  });
});

describe("a user who is not root, on a machine without a Docker engine", () => {
  it("is told in one sentence what to install", async () => {
    vi.stubEnv("DOCKER_HOST", `unix://${join(folder, "nobody.sock")}`);
    vi.spyOn(process, "getuid").mockReturnValue(1000);
    onTestFinished(() => void vi.unstubAllEnvs());
    onTestFinished(() => void vi.restoreAllMocks());
    const failing = dockerEngine(layoutOf(folder), () => undefined);
    await expect(failing).rejects.toThrow(SetUpError);
    await expect(failing).rejects.toThrow(/^no Docker engine answers: install Docker [^\n]*$/);
  });
});
