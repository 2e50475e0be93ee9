import { readlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rememberBuilt } from "../../../toolchain/built";
import { find } from "../../../toolchain/command";
import { writeWhole } from "../../../toolchain/files";
import type { Layout } from "../../../toolchain/layout";
import { answers } from "../../../toolchain/reach";
import { RELEASE_VERSION, releaseFolder } from "../../../toolchain/release";
import { engine } from "../../../toolchain/steps/engine";
import { launchers } from "../../../toolchain/steps/launchers";
import { plugins } from "../../../toolchain/steps/plugins";
import { pinnedModule } from "../../../toolchain/version";
import { emptyProject } from "./support";

vi.mock("../../../toolchain/reach", () => ({ answers: vi.fn(async () => false) }));

const GO_MOD = "require github.com/pulumi/pulumi/pkg/v3 v3.220.0\n";
let layout: Layout;
let path: string;
let said: string[];
const say = (message: string) => void said.push(message);

beforeEach(() => {
  layout = emptyProject();
  path = join(layout.project, "path");
  said = [];
  writeWhole(join(layout.project, "toolchain", "engine", "go.mod"), GO_MOD);
  const dependencies = { "@pulumi/docker": "5.2.0", "@pulumi/command": "1.2.1" };
  writeWhole(join(layout.project, "package.json"), JSON.stringify({ dependencies }));
  vi.stubEnv("PATH", [layout.bin, path, "/usr/bin", "/bin"].join(delimiter));
  vi.mocked(answers).mockResolvedValue(false);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function program(file: string, script: string): void {
  writeWhole(file, `#!/bin/sh\n${script}\n`, 0o755);
}

function alreadyBuilt(): void {
  const version = pinnedModule(
    join(layout.project, "toolchain", "engine", "go.mod"),
    "github.com/pulumi/pulumi/pkg/v3",
  );
  program(join(layout.bin, "pulumi"), "echo v3.220.0");
  rememberBuilt(layout, { name: "engine", path: join(layout.bin, "pulumi"), version });
}

/** `npm install pulumi` and the first start of that package, as they go with internet. */
function npmThatDelivers(delivered: string): void {
  const release = releaseFolder(layout);
  const starter = `require("fs").cpSync("${join(layout.project, "release")}", "${release}", { recursive: true })`;
  program(join(layout.project, "release", "pulumi"), delivered);
  program(join(layout.project, "release", "pulumi-analyzer-policy"), "exit 0");
  const package_ = join(layout.build, "npm", "node_modules", "pulumi");
  program(join(path, "npm"), `mkdir -p '${package_}' && printf '%s' '${starter}' > '${package_}/run.js'`);
}

describe("the engine", () => {
  it("is the one on PATH where its version fits, and ours leaves its way", async () => {
    alreadyBuilt();
    program(join(path, "pulumi"), "echo v3.240.1");
    expect(await engine(layout, say)).toEqual({
      did: `Pulumi 3.240.1, found at ${join(path, "pulumi")}`,
      release: path,
    });
    expect(find("pulumi")).toBe(join(path, "pulumi"));
  });

  it.each(["echo v3.219.0", "echo v4.0.0", "echo broken; exit 1"])("is not one that answers `%s`", async (script) => {
    alreadyBuilt();
    program(join(path, "pulumi"), script);
    expect((await engine(layout, say)).did).toContain("built here");
  });

  it("is not asked for on the internet again once it was built", async () => {
    alreadyBuilt();
    await engine(layout, say);
    expect(vi.mocked(answers)).not.toHaveBeenCalled();
  });

  it("is the official release where that can be had, with everything that comes along", async () => {
    vi.mocked(answers).mockResolvedValue(true);
    npmThatDelivers(`echo v${RELEASE_VERSION}`);
    expect(await engine(layout, say)).toEqual({
      did: `Pulumi ${RELEASE_VERSION}, the official release`,
      release: releaseFolder(layout),
    });
    expect(readlinkSync(join(layout.bin, "pulumi"))).toBe(join(releaseFolder(layout), "pulumi"));
    expect(launchers(layout, releaseFolder(layout)).did).toBe("pulumi-resource-pulumi-nodejs");
  });

  it("is built when the download turns out broken, and Go is asked for where it is missing", async () => {
    vi.mocked(answers).mockResolvedValue(true);
    npmThatDelivers("exit 1");
    await expect(engine(layout, say)).rejects.toThrow("Go is missing: install Pulumi 3.220 or newer, or Go 1.26");
    expect(said.join()).toContain("building instead");
  });
});

describe("the provider plugins", () => {
  /** An engine that installs plugins the way the real one does. */
  function enginesThatInstalls(script: string): void {
    program(join(layout.bin, "pulumi"), script);
    vi.mocked(answers).mockResolvedValue(true);
  }

  it("are the official ones where those can be installed, and are not installed twice", async () => {
    enginesThatInstalls('mkdir -p "$PULUMI_HOME/plugins/resource-$4-v$5" && echo "$@" >> "$PULUMI_HOME/log"');
    expect(await plugins(layout, say)).toEqual({ did: "docker 5.2.0 official, command 1.2.1 official", standIns: [] });
    vi.mocked(answers).mockClear();
    expect((await plugins(layout, say)).standIns).toEqual([]);
    expect(vi.mocked(answers)).not.toHaveBeenCalled();
  });

  it("are stand-ins elsewhere, named as such", async () => {
    const { did, standIns } = await plugins(layout, say);
    expect(did).toBe("docker 5.2.0 stand-in, command 1.2.1 stand-in");
    expect(standIns.map(({ standsFor }) => standsFor)).toEqual([
      "plugin of @pulumi/docker 5.2.0",
      "plugin of @pulumi/command 1.2.1",
    ]);
    expect(
      find("pulumi-resource-docker", undefined, join(layout.home, "plugins", "resource-docker-v5.2.0")),
    ).toBeDefined();
  });

  it("are not official because a folder is there: a stand-in may have been interrupted before its record", async () => {
    writeWhole(join(layout.home, "plugins", "resource-docker-v5.2.0", "plugin.js"), "half");
    expect((await plugins(layout, say)).did).toContain("docker 5.2.0 stand-in");
  });

  it("are stand-ins when the download fails half-way", async () => {
    enginesThatInstalls("echo no such host; exit 1");
    expect((await plugins(layout, say)).standIns).toHaveLength(2);
    expect(said.join()).toContain("no such host");
  });
});
