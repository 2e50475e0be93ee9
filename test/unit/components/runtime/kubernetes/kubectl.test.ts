import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { kubectlIn } from "../../../../../components/runtime/kubernetes/kubectl";

/** A program of that name which shows how it was called. */
const FAKE = `#!/bin/sh
case "$*" in *fail*) echo "no such thing" >&2; exit 1 ;; esac
echo "$*"
`;

describe("kubectl", { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vp-kubectl-"));
    writeFileSync(join(folder, "kubectl"), FAKE);
    chmodSync(join(folder, "kubectl"), 0o755);
    vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it("asks in the context of the stack, with an end to its patience", async () => {
    expect(await kubectlIn("there")(["get", "pods"])).toBe("--context there --request-timeout=10s get pods\n");
    expect(await kubectlIn(undefined)(["get", "pods"])).toBe("--request-timeout=10s get pods\n");
  });

  it("rejects with what it complained about", async () => {
    await expect(kubectlIn(undefined)(["fail"])).rejects.toThrow("no such thing");
  });

  it("rejects where there is no such program", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(kubectlIn(undefined)(["get"])).rejects.toThrow("ENOENT");
  });
});
