import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commitTimes } from "../../../../operations/metrics";

const MISSING = "1".repeat(40);

describe("the time of a commit", () => {
  const folder = mkdtempSync(join(tmpdir(), "vp-commits-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GIT_COMMITTER_DATE: "2026-03-01T10:00:00Z", GIT_CEILING_DIRECTORIES: tmpdir() },
    }).trim();
  let head = "";

  beforeAll(() => {
    git("init", "--quiet");
    git("commit", "--quiet", "--allow-empty", "--message", "first");
    head = git("rev-parse", "HEAD");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is what the clone says, and one that it lacks is left out", () => {
    const times = commitTimes(folder, [MISSING, head]);
    expect([...times]).toEqual([[head, new Date("2026-03-01T10:00:00Z")]]);
  });

  it("is unknown where there is no clone", () => {
    expect(commitTimes("/nowhere", [head]).size).toBe(0);
    expect(commitTimes(folder, []).size).toBe(0);
    expect(commitTimes(folder, [MISSING]).size).toBe(0);
  });
});
