import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fits, format, parseVersion, pinnedModule, pinnedPackage } from "../../../toolchain/version";

const RANGE = { at: [3, 220, 0], below: [4, 0, 0] } as const;
const PROJECT = resolve(__dirname, "../../..");

describe("fits", () => {
  it.each([
    ["v3.220.0", true],
    ["3.248.1", true],
    ["v3.999.0-alpha.1", true],
    ["v3.219.9", false],
    ["v2.999.0", false],
    ["v4.0.0", false],
    ["unknown", false],
  ])("%s: %s", (text, expected) => {
    expect(fits(parseVersion(text), RANGE)).toBe(expected);
  });

  it("does not take a program without a version for one that fits", () => {
    expect(fits(undefined, RANGE)).toBe(false);
  });
});

describe("parseVersion", () => {
  it("reads the release out of what a program prints", () => {
    const version = parseVersion("v3.220.0\n");
    expect(version && format(version)).toBe("3.220.0");
  });
});

describe("pinned versions", () => {
  it("come from the files that pin them", () => {
    const goMod = resolve(PROJECT, "toolchain/language-host/go.mod");
    expect(pinnedModule(goMod, "github.com/pulumi/pulumi/sdk/v3")).toBe("3.68.0");
    expect(pinnedPackage(resolve(PROJECT, "package.json"), "@pulumi/command")).toBe("1.2.1");
  });

  it("are asked for in vain where nothing pins them", () => {
    expect(() => pinnedModule(resolve(PROJECT, "toolchain/engine/go.mod"), "example.org/none")).toThrow(
      "example.org/none",
    );
    expect(() => pinnedPackage(resolve(PROJECT, "package.json"), "left-pad")).toThrow("left-pad");
  });
});
