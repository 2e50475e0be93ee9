import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checksum, link, readJson, writeWhole } from "../../../toolchain/files";
import { emptyProject } from "./support";

describe("writeWhole", () => {
  it("makes the folders above, keeps the mode and leaves nothing else behind", () => {
    const { root } = emptyProject();
    const path = join(root, "deep", "secret");
    writeWhole(path, "one", 0o600);
    writeWhole(path, "two", 0o600);
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(root, "deep"))).toEqual(["secret"]);
  });

  it("leaves the old file alone when it cannot finish", () => {
    const { root } = emptyProject();
    mkdirSync(join(root, "taken"), { recursive: true });
    writeFileSync(join(root, "taken", "file"), "kept");
    expect(() => writeWhole(join(root, "taken"), "new")).toThrow();
    expect(readFileSync(join(root, "taken", "file"), "utf8")).toBe("kept");
  });
});

describe("link", () => {
  it("moves a name from one file to another", () => {
    const { root } = emptyProject();
    link("/first", join(root, "name"));
    link("/second", join(root, "name"));
    expect(readlinkSync(join(root, "name"))).toBe("/second");
  });
});

describe("reading what may not be there", () => {
  it("takes a half-written record for none", () => {
    const { root } = emptyProject();
    mkdirSync(root);
    writeFileSync(join(root, "record.json"), '{"path": "/usr/b');
    expect(readJson(join(root, "record.json"))).toBeUndefined();
    expect(checksum(join(root, "absent"))).toBeUndefined();
    expect(existsSync(join(root, "absent"))).toBe(false);
  });
});
