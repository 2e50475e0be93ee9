import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CheckpointError, expectUsable, readCheckpoint } from "../../../../operations/checkpoint";
import { resource, stored, urn } from "./support";

const whole = stored([resource("a"), resource("b")]);
/** `zstd` of what `stored([resource("a")])` holds, made with the zstd command line. */
const trouble = (bytes: Uint8Array) => {
  try {
    readCheckpoint(bytes);
    return "none";
  } catch (error) {
    return error instanceof CheckpointError ? error.trouble : String(error);
  }
};

describe("a checkpoint", () => {
  it("is read as it lies there, or compressed", () => {
    for (const bytes of [whole, gzipSync(whole)]) {
      const read = readCheckpoint(bytes);
      expect([read.project, read.stack, read.version]).toEqual(["shop", "dev", 3]);
      expect(read.deployment.resources.map((found) => found.urn)).toEqual([urn("a"), urn("b")]);
    }
  });

  it("is read from zstd", () => {
    // A frame with one raw block: magic, descriptor with one byte of size, size, block header, content.
    const content = stored([resource("a")]).subarray(0, 255);
    const block = ((content.length << 3) | 1) >>> 0;
    const header = [0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length, block & 0xff, (block >> 8) & 0xff, block >> 16];
    // Cut off inside, so what comes out is no JSON: that it came out at all is the point.
    expect(trouble(Buffer.concat([Buffer.from(header), content]))).toBe("truncated");
  });

  it("is read from what stack export prints", () => {
    const exported = { version: 3, deployment: { manifest: { time: "" }, resources: [resource("a")] } };
    expect(readCheckpoint(Buffer.from(JSON.stringify(exported))).stack).toBe("dev");
  });

  it.each([
    ["empty", Buffer.alloc(0)],
    ["truncated", whole.subarray(0, whole.length / 2)],
    ["truncated", gzipSync(whole).subarray(0, 60)],
    ["empty", stored([])],
    ["schema", Buffer.from("[]")],
    [
      "schema",
      Buffer.from(JSON.stringify({ version: 3, checkpoint: { stack: "dev", latest: { resources: "none" } } })),
    ],
    ["schema", Buffer.from(JSON.stringify({ version: 2, checkpoint: { stack: "dev" } }))],
    ["schema", Buffer.from(JSON.stringify({ version: 9, deployment: {} }))],
  ])("is refused as %s", (expected, bytes) => {
    expect(trouble(bytes)).toBe(expected);
  });

  it("never quotes what it stumbled over", () => {
    const bytes = Buffer.from('{"version": 3, "checkpoint": hunter2');
    expect(() => readCheckpoint(bytes)).toThrow(/cut off or damaged \(not valid JSON\); choose another release/);
  });

  it("of another project or stack is refused by name", () => {
    const checkpoint = readCheckpoint(whole);
    expect(() => expectUsable(checkpoint, { project: "shop", stack: "dev" })).not.toThrow();
    expect(() => expectUsable(checkpoint, { project: "shop", stack: "live" })).toThrow('stack "dev", not to "live"');
    expect(() => expectUsable(checkpoint, { project: "bank", stack: "dev" })).toThrow('project "shop", not to "bank"');
  });

  it("written in the middle of an update is refused with what was under way", () => {
    const pending = [{ type: "creating", resource: { urn: urn("half") } }];
    const checkpoint = readCheckpoint(stored([resource("a")], { pending_operations: pending }));
    expect(() => expectUsable(checkpoint, { project: "shop", stack: "dev" })).toThrow(`creating ${urn("half")}`);
  });
});
