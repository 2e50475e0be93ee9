import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { attempt, find, lastLines, run } from "../../../toolchain/command";
import { SetUpError } from "../../../toolchain/set-up-error";
import { emptyProject } from "./support";

describe("attempt", () => {
  it("keeps what a program says apart from what it complains about", async () => {
    const result = await attempt("sh", ["-c", "echo answer; echo trouble >&2"]);
    expect(result).toMatchObject({ ok: true, stdout: "answer\n" });
    expect(result.output).toContain("trouble");
  });

  it("reports a program that is not there instead of throwing", async () => {
    expect(await attempt("no-such-program", [])).toMatchObject({ ok: false });
  });

  it("ends a program at its time limit, whatever holds on to its output", async () => {
    const result = await attempt("sh", ["-c", "tail -f /dev/null & wait"], { limitSeconds: 0.2 });
    expect(result.ok).toBe(false);
    expect(result.output).toContain("time limit is 0.2 s");
  });
});

describe("run", () => {
  it("fails with the last lines of the output", async () => {
    const failing = run("sh", ["-c", "seq 1 20; exit 3"]);
    await expect(failing).rejects.toThrow(SetUpError);
    await expect(failing).rejects.toThrow(/failed:\n {2}9\n(?:.*\n)*? {2}20$/);
  });
});

describe("find", () => {
  it("takes the first executable on PATH, but none of the folder left out", () => {
    const { root } = emptyProject();
    const [ours, theirs, plain] = ["ours", "theirs", "plain"].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [ours, theirs, plain]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "pulumi"), "");
    }
    chmodSync(join(ours, "pulumi"), 0o755);
    chmodSync(join(theirs, "pulumi"), 0o755);
    const path = [plain, ours, theirs].join(delimiter);
    expect(find("pulumi", undefined, path)).toBe(join(ours, "pulumi"));
    expect(find("pulumi", ours, path)).toBe(join(theirs, "pulumi"));
    expect(find("docker", undefined, path)).toBeUndefined();
  });
});

describe("lastLines", () => {
  it("indents them, without the empty end", () => {
    expect(lastLines("a\nb\nc\n\n", 2)).toBe("  b\n  c");
  });
});
