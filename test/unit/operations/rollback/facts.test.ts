import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAtAsset, lookForPlugins } from "../../../../operations/rollback/facts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vp-facts-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("what is looked up", () => {
  it("is which plugins are installed or on PATH", () => {
    mkdirSync(join(folder, "plugins", "resource-docker-v5.2.0"), { recursive: true });
    mkdirSync(join(folder, "plugins", "resource-azure-native-v2.0.0-beta.1"));
    mkdirSync(join(folder, "plugins", "language-go-v3.0.0"));
    writeFileSync(join(folder, "pulumi-resource-own"), "");
    expect(lookForPlugins({ env: { PULUMI_HOME: folder, PATH: `${folder}:/nowhere` } })).toEqual({
      found: [{ name: "azure-native", version: "2.0.0-beta.1" }, { name: "docker", version: "5.2.0" }, { name: "own" }],
    });
  });

  it("is what lies where an asset was", () => {
    writeFileSync(join(folder, "a.txt"), "content");
    const look = lookAtAsset(folder);
    const hash = createHash("sha256").update("content").digest("hex");
    expect(look({ urn: "", kind: "asset", path: "a.txt" })).toEqual({ there: true, hash });
    expect(look({ urn: "", kind: "archive", path: "." })).toEqual({ there: true });
    expect(look({ urn: "", kind: "asset", path: "b.txt" })).toEqual({ there: false });
  });
});
