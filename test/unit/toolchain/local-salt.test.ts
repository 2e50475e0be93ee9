import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { writeWhole } from "../../../toolchain/files";
import type { Layout } from "../../../toolchain/layout";
import { hideLocalSalt } from "../../../toolchain/local-salt";
import { emptyProject } from "./support";

const SALT = "encryptionsalt: v1:abc=:v1:def=\n";
const CONFIG = "config:\n  vector-platform:activeSlot: blue\n";

function git(layout: Layout, ...args: string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  return execFileSync("git", [...identity, ...args], { cwd: layout.project, encoding: "utf8" });
}

/** A clone with a committed stack file, set up, into which the engine has then written its salt. */
async function clone(): Promise<{ layout: Layout; file: string }> {
  const layout = emptyProject();
  const file = join(layout.project, "Pulumi.dev.yaml");
  writeWhole(file, CONFIG);
  copyFileSync(resolve(__dirname, "../../../.gitattributes"), join(layout.project, ".gitattributes"));
  git(layout, "init", "--quiet");
  git(layout, "add", ".");
  git(layout, "commit", "--quiet", "--message", "start");
  await hideLocalSalt(layout);
  appendFileSync(file, SALT);
  return { layout, file };
}

describe("hideLocalSalt", () => {
  it("leaves the salt in the file and nothing to commit", async () => {
    const { layout, file } = await clone();
    await hideLocalSalt(layout);
    expect(git(layout, "status", "--porcelain")).toBe("");
    expect(readFileSync(file, "utf8")).toContain(SALT);
  });

  it("shows what a developer has set, and only that", async () => {
    const { layout, file } = await clone();
    writeWhole(file, CONFIG.replace("blue", "green") + SALT);
    await hideLocalSalt(layout);
    const changed = git(layout, "diff")
      .split("\n")
      .filter((line) => /^[+-] /.test(line));
    expect(changed).toEqual(["-  vector-platform:activeSlot: blue", "+  vector-platform:activeSlot: green"]);
    expect(git(layout, "diff", "--cached")).toBe("");
  });

  it("does nothing outside of a clone", async () => {
    const layout = emptyProject();
    writeWhole(join(layout.project, "Pulumi.dev.yaml"), CONFIG);
    await expect(hideLocalSalt(layout)).resolves.toBeUndefined();
  });
});
