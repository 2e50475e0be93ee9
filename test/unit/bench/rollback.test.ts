import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Answer, type Asked, Load, outcomeOf } from "../../../bench/rollback/load";
import { Repository } from "../../../bench/rollback/repository";

const asked = (sentAt: number, by: string, ok = true): Asked => ({ sentAt, answeredAt: sentAt + 40, ok, by });

describe("what users saw of a rollback", () => {
  const seen = [
    asked(900, "green", false),
    asked(1000, "green"),
    asked(1050, "", false),
    asked(1100, "blue", false),
    asked(1200, "blue"),
    asked(1150, "blue"),
  ];

  it("is when the release first answered well, and how many were turned away meanwhile", () => {
    expect(outcomeOf(seen, 1000, "blue")).toEqual({ backAfter: 0.19, sent: 5, failed: 2 });
  });

  it("is not made up when it never answered", () => {
    expect(outcomeOf(seen, 1000, "red").backAfter).toBeUndefined();
    expect(outcomeOf([], 0, "blue")).toEqual({ backAfter: undefined, sent: 0, failed: 0 });
  });
});

describe("users of a steady rate", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("ask when their turn has come, whether or not those before were answered; what throws has failed", async () => {
    vi.useFakeTimers();
    const answers: ((answer: Answer) => void)[] = [];
    const ask = vi.fn(() => {
      if (answers.length === 2) return Promise.reject(new Error("nobody listens"));
      return new Promise<Answer>((resolve) => answers.push(resolve));
    });
    const load = new Load(ask, 20);
    await vi.advanceTimersByTimeAsync(155);
    expect(ask).toHaveBeenCalledTimes(3);
    const stopped = load.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(ask).toHaveBeenCalledTimes(3);
    for (const answer of answers) answer({ ok: true, by: "blue" });
    expect((await stopped).map(({ ok }) => ok)).toEqual([false, true, true]);
  });
});

describe("the repository of releases", () => {
  const source = mkdtempSync(join(tmpdir(), "vp-source-"));
  const repository = new Repository(source);
  afterEach(() => {
    rmSync(source, { recursive: true, force: true });
    repository.remove();
  });

  it("is the work tree as it stands, and returns to each release", async () => {
    writeFileSync(join(source, ".gitignore"), "node_modules/\nbuilt/\ndist/\n");
    for (const folder of ["node_modules", "built", "stacks"]) mkdirSync(join(source, folder));
    for (const file of ["built/a", "stacks/new", "gone"]) writeFileSync(join(source, file), file);
    mkdirSync(join(source, "services/api/dist"), { recursive: true });
    writeFileSync(join(source, "services/api/dist/main.js"), "built");
    execFileSync("git", ["init", "--quiet"], { cwd: source });
    execFileSync("git", ["add", "gone"], { cwd: source });
    rmSync(join(source, "gone"));
    const at = (path: string) => join(repository.folder, path);

    await repository.create();
    expect(readFileSync(at("stacks/new"), "utf8")).toBe("stacks/new");
    expect([existsSync(at("built")), existsSync(at("gone")), existsSync(at("node_modules"))]).toEqual([
      false,
      false,
      true,
    ]);
    expect(readFileSync(at("services/api/dist/main.js"), "utf8")).toBe("built");
    writeFileSync(at("stack.yaml"), "first");
    await repository.commit("good");
    writeFileSync(at("stack.yaml"), "second");
    await repository.commit("changed");
    writeFileSync(at("stack.yaml"), "by hand");
    await repository.checkout("good");
    expect(readFileSync(at("stack.yaml"), "utf8")).toBe("first");
    await repository.checkout("changed");
    expect([readFileSync(at("stack.yaml"), "utf8"), existsSync(at("node_modules"))]).toEqual(["second", true]);
  });
});
