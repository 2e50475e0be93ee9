import { chmodSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanTools } from "../../toolchain/clean-tools";
import { find, run } from "../../toolchain/command";
import { remove, writeWhole } from "../../toolchain/files";
import { type Layout, layoutOf } from "../../toolchain/layout";
import { daemonOf, privateEngine, privateHost, shortFolder } from "../../toolchain/private-docker";

const silent = () => undefined;
/** Only root can start an engine; elsewhere set-up asks for one that runs already, which without-engine.test.ts tries. */
const mayStart = process.getuid?.() === 0 && find("dockerd") !== undefined;

/** A name too long for a socket, so that the short one is tried as well. */
const project = mkdtempSync(join(tmpdir(), "vector-platform-private-docker-with-a-long-name-".repeat(2)));
const layout: Layout = layoutOf(project);
const path = process.env.PATH ?? "";

beforeAll(() => {
  if (mayStart) hideFirewall();
});

afterAll(async () => {
  await cleanTools(layout, silent);
  process.env.PATH = path;
  remove(project);
});

/** In a network of its own the engine of this test cannot reach the firewall rules of the machine's other engines. */
function hideFirewall(): void {
  const launcher = join(project, "path", "dockerd");
  writeWhole(launcher, `#!/bin/sh\nexec unshare --net ${find("dockerd")} "$@"\n`);
  chmodSync(launcher, 0o755);
  process.env.PATH = `${join(project, "path")}${delimiter}${path}`;
}

function docker(...args: string[]): Promise<string> {
  return run("docker", args, { env: { DOCKER_HOST: privateHost(layout) } });
}

if (!mayStart) console.log("a private Docker engine is not tried: that takes root and dockerd");

describe.runIf(mayStart)("a private Docker engine", () => {
  it("starts, is found again, and is started again when it was killed", async () => {
    expect(await privateEngine(layout, silent)).toBe("started");
    const first = daemonOf(layout) as number;
    expect(await privateEngine(layout, silent)).toBe("running");
    expect(daemonOf(layout)).toBe(first);

    const network = (await docker("network", "create", "kept")).trim();
    process.kill(first, "SIGKILL");
    expect(await privateEngine(layout, silent)).toBe("started");
    expect(daemonOf(layout)).not.toBe(first);
    expect((await docker("network", "inspect", "--format", "{{.Id}}", "kept")).trim()).toBe(network);
  });

  it("starts though a dead engine's process numbers belong to others by now", async () => {
    process.kill(daemonOf(layout) as number, "SIGKILL");
    const files = [join(layout.docker, "pid"), join(layout.docker, "exec", "containerd", "containerd.pid")];
    for (const file of files) writeWhole(file, String(process.pid));
    expect(await privateEngine(layout, silent)).toBe("started");
  });

  it("says why it does not start", async () => {
    const other = layoutOf(join(project, "other"));
    writeWhole(other.dockerData, "a file where a folder has to be");
    await expect(privateEngine(other, silent)).rejects.toThrow(
      /does not start; the end of its log:\n.*points to a file/s,
    );
    remove(shortFolder(other), other.dockerData);
  });

  it("leaves nothing behind", async () => {
    const daemon = daemonOf(layout) as number;
    await cleanTools(layout, silent);
    expect([layout.root, layout.dockerData].filter(existsSync)).toEqual([]);
    expect(existsSync(shortFolder(layout))).toBe(false);
    expect(existsSync(`/proc/${daemon}`)).toBe(false);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(layout.docker);
  });
});
