import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  dockerHost,
  lookAtAsset,
  lookForImages,
  lookForPlugins,
  lookForRunning,
  stackLabel,
} from "../../../../operations/rollback/facts";
import { resource } from "../checkpoint/support";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vp-facts-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a Docker client on PATH that says this, and ends like that. */
function docker(script: string): void {
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "docker"), 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
}

describe("what is looked up", () => {
  it("is which images the Docker engine has, by id and by name", async () => {
    docker(`echo '"sha256:a" ["api:1"]'; echo "Error: No such image: gone:1" >&2; exit 1`);
    const looked = await lookForImages([{ id: "sha256:a", reference: "api:1" }, { id: "gone:1" }]);
    const found = "found" in looked ? looked.found : new Map();
    expect([found.get("sha256:a"), found.get("api:1"), found.get("gone:1")]).toEqual([
      "sha256:a",
      "sha256:a",
      undefined,
    ]);
  });

  it("is not guessed when the Docker engine does not answer", async () => {
    docker(`echo "Cannot connect to the Docker daemon" >&2; exit 1`);
    expect(await lookForImages([{ id: "sha256:a" }])).toEqual({ why: "Cannot connect to the Docker daemon" });
    expect(await lookForRunning("shop-dev")).toEqual({ why: "Cannot connect to the Docker daemon" });
  });

  it("is which workloads run with every container", async () => {
    const line = (workload: string, state: string, role = "service") =>
      `echo '{"State":"${state}","Labels":"vector-platform.workload=${workload},vector-platform.role=${role}"}'`;
    docker(
      [line("api", "running"), line("api", "exited"), line("db", "running"), line("db", "created", "files")].join("\n"),
    );
    const looked = await lookForRunning("shop-dev");
    expect(looked).toEqual({ found: { workloads: new Set(["db"]), running: 2, total: 3 } });
  });

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

  it("is where the recorded containers run, and under which label", () => {
    const engine = resource("engine", { type: "pulumi:providers:docker", inputs: { host: "ssh://user@server" } });
    const labels = [{ label: "vector-platform.stack", value: "shop-dev" }];
    const container = resource("api", { type: "docker:index/container:Container", inputs: { labels } });
    expect([dockerHost([engine]), dockerHost([])]).toEqual(["ssh://user@server", undefined]);
    expect([stackLabel([container]), stackLabel([engine])]).toEqual(["shop-dev", undefined]);
  });
});
