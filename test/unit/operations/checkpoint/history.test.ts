import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileHistory, FileStore, isRelease, readCheckpoint } from "../../../../operations/checkpoint";
import { entryNumbered } from "../../../../operations/checkpoint/history";
import { resource, stored } from "./support";

let folder: string;
let history: FileHistory;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vp-history-"));
  history = new FileHistory(FileStore.at(`file://${folder}`), "shop", "dev");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const run = (given: object) =>
  JSON.stringify({
    kind: "update",
    startTime: 1_700_000_000,
    result: "succeeded",
    resourceChanges: { create: 1 },
    ...given,
  });
const at = (nanos: string) => `.pulumi/history/shop/dev/dev-${nanos}`;

describe("the history of a file backend", () => {
  it("is numbered oldest first, and tells releases from the rest", async () => {
    write(`${at("1000")}.history.json`, run({ message: "first" }));
    write(`${at("2000")}.history.json.gz`, gzipSync(run({ kind: "refresh" })));
    write(`${at("3000")}.history.json`, run({ resourceChanges: { same: 4 } }));
    write(`${at("4000")}.history.json`, run({ result: "failed" }));
    write(`${at("5000")}.history.json`, run({ message: "second", config: { "shop:key": { secure: "v1:x" } } }));
    write(`${at("5000")}.history.json.attrs`, "{}");
    const entries = await history.entries();
    expect(entries.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(entries.filter(isRelease).map(({ number, message }) => [number, message])).toEqual([
      [1, "first"],
      [5, "second"],
    ]);
    expect(entries[4]?.config).toEqual({ "shop:key": { secure: "v1:x" } });
  });

  it("keeps the place of an entry that cannot be read", async () => {
    write(`${at("1000")}.history.json`, run({}).slice(0, 20));
    write(`${at("2000")}.history.json`, run({}));
    const [damaged, whole] = await history.entries();
    expect([damaged?.number, damaged?.damage, isRelease(damaged as never)]).toEqual([1, expect.any(String), false]);
    expect(whole?.number).toBe(2);
  });

  it("refuses a number that is no release with the list of those that are", async () => {
    write(`${at("1000")}.history.json`, run({}));
    write(`${at("2000")}.history.json`, run({ result: "failed" }));
    const entries = await history.entries();
    expect(entryNumbered(entries, 1).number).toBe(1);
    expect(() => entryNumbered(entries, 2)).toThrow("run 2 of this stack was no release; releases there are: 1");
    expect(() => entryNumbered(entries, 7)).toThrow("there is no release 7 of this stack; releases there are: 1");
  });

  it("is empty for a stack that was never deployed", async () => {
    expect(await history.entries()).toEqual([]);
  });

  it("finds checkpoints in every compression, and says which one is gone", async () => {
    write(`${at("1000")}.history.json`, run({}));
    write(`${at("1000")}.checkpoint.json.gz`, gzipSync(stored([resource("a")])));
    write(`${at("2000")}.history.json`, run({}));
    const [first, second] = await history.entries();
    expect(readCheckpoint(await history.checkpoint(first as never)).stack).toBe("dev");
    await expect(history.checkpoint(second as never)).rejects.toThrow("release 2 has no checkpoint any more");
  });
});

describe("the state of today", () => {
  const state = ".pulumi/stacks/shop/dev.json";

  it("is the copy where a power cut left the state in pieces (F03)", async () => {
    write(state, stored([resource("a")]).subarray(0, 50));
    write(`${state}.bak`, stored([resource("copy")]));
    expect(readCheckpoint(await history.current()).deployment.resources[0]?.urn).toContain("::copy");
  });

  it("is the state itself where that is whole, and its own trouble where nothing is", async () => {
    write(`${state}.bak`, stored([resource("copy")]));
    write(state, stored([resource("a")]));
    expect(readCheckpoint(await history.current()).deployment.resources[0]?.urn).toContain("::a");
    write(state, "{");
    write(`${state}.bak`, "{");
    expect(Buffer.from(await history.current()).toString()).toBe("{");
  });

  it("is missing where there is no such stack", async () => {
    await expect(history.current()).rejects.toMatchObject({ trouble: "missing" });
  });
});
