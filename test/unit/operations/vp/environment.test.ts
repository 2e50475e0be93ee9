import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { activated } from "../../../../operations/vp/environment";
import { projectFolder } from "../../../../operations/vp/stack";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "vp-env-"));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function setUp(): void {
  mkdirSync(join(project, ".tools"));
  const lines = [
    "export PULUMI_BACKEND_URL='file:///theirs'",
    "export PULUMI_CONFIG_PASSPHRASE_FILE='/their/passphrase'",
    `PATH='${project}/.tools/bin':$PATH`,
    "export PATH",
  ];
  writeFileSync(join(project, ".tools", "activate"), lines.join("\n"));
}

describe("the environment", () => {
  const bare = { PATH: process.env.PATH };

  it("is what set-up made, where the shell has not done it", () => {
    setUp();
    const env = activated(project, bare);
    expect(env.PULUMI_BACKEND_URL).toBe("file:///theirs");
    expect(env.PATH?.startsWith(`${project}/.tools/bin:`)).toBe(true);
  });

  it("keeps what somebody has set outright", () => {
    setUp();
    const env = activated(project, { ...bare, PULUMI_BACKEND_URL: "file:///mine", PULUMI_CONFIG_PASSPHRASE: "mine" });
    expect(env.PULUMI_BACKEND_URL).toBe("file:///mine");
    // Two passphrases at once would leave open which of them counts.
    expect([env.PULUMI_CONFIG_PASSPHRASE, env.PULUMI_CONFIG_PASSPHRASE_FILE]).toEqual(["mine", undefined]);
  });

  it("stays as it is where set-up never ran, or the shell has done it", () => {
    expect(activated(project, bare)).toBe(bare);
    setUp();
    const done = { PATH: `${project}/.tools/bin:/usr/bin` };
    expect(activated(project, done)).toBe(done);
  });
});

describe("the project", () => {
  it("is the nearest one upwards, else the tool's own", () => {
    mkdirSync(join(project, "a", "b"), { recursive: true });
    expect(projectFolder(join(project, "a", "b"), "/own")).toBe("/own");
    writeFileSync(join(project, "Pulumi.yaml"), "name: shop\n");
    expect(projectFolder(join(project, "a", "b"), "/own")).toBe(project);
  });
});
