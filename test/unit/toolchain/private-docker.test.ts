import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Layout, layoutOf } from "../../../toolchain/layout";
import { daemonArguments, privateHost, shortFolder } from "../../../toolchain/private-docker";

const NEAR = layoutOf("/home/dev/vector-platform");
const FAR = layoutOf(join("/home/dev", "a-long-folder-name/".repeat(6), "vector-platform"));

function option(layout: Layout, name: string): string {
  return daemonArguments(layout).find((argument) => argument.startsWith(`--${name}=`)) ?? "";
}

describe("the private Docker engine", () => {
  it("has everything below the tool folder, except for what it stores", () => {
    expect(privateHost(NEAR)).toBe("unix:///home/dev/vector-platform/.tools/docker/docker.sock");
    for (const name of ["exec-root", "pidfile"]) expect(option(NEAR, name)).toContain(NEAR.docker);
    expect(option(NEAR, "data-root")).toBe(`--data-root=${NEAR.dockerData}`);
    expect(NEAR.dockerData.startsWith(NEAR.project)).toBe(false);
  });

  it("takes a short name for its sockets where the folder's own is too long for Linux", () => {
    expect(shortFolder(FAR)).toMatch(/^\/run\/vector-platform-[0-9a-f]+$/);
    expect(privateHost(FAR).length).toBeLessThan(107);
    expect(option(FAR, "exec-root")).toBe(`--exec-root=${shortFolder(FAR)}/exec`);
    expect(FAR.dockerData).not.toBe(NEAR.dockerData);
  });

  it("takes its networks from a range of its own, the same at every start", () => {
    const other = layoutOf("/home/dev/second-clone");
    expect(option(NEAR, "default-address-pool")).toMatch(/base=10\.\d+\.0\.0\/16,size=24$/);
    expect(option(NEAR, "default-address-pool")).toBe(option(layoutOf(NEAR.project), "default-address-pool"));
    expect(option(NEAR, "default-address-pool")).not.toBe(option(other, "default-address-pool"));
  });

  it("leaves docker0 to the machine's own engine", () => {
    expect(daemonArguments(NEAR)).toContain("--bridge=none");
  });
});
