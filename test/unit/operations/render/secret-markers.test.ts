import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { marker, partsOf, secretsIn } from "../../../../operations/render/secret-markers";

const digest = (text: string) => createHash("sha256").update(text).digest("hex").toUpperCase();

describe("what a Secret is made of", () => {
  it("is read off the markers in it", () => {
    const parts = partsOf(`requirepass "${marker("redisPassword")}"\n`, ["redisPassword"]);
    expect(parts).toEqual([
      { kind: "text", text: 'requirepass "' },
      { kind: "value", secret: "redisPassword" },
      { kind: "text", text: '"\n' },
    ]);
  });

  it("is found behind a hash as well", () => {
    const parts = partsOf(`${digest(marker("apiKey.alice"))} alice\n`, ["apiKey.alice"]);
    expect(parts).toEqual([
      { kind: "digest", secret: "apiKey.alice" },
      { kind: "text", text: " alice\n" },
    ]);
    expect(secretsIn(parts)).toEqual(["apiKey.alice"]);
  });

  it("is text where there is no marker", () => {
    expect(partsOf("route: {}", ["apiKey"])).toEqual([{ kind: "text", text: "route: {}" }]);
  });

  it("leaves the hash of anything else alone", () => {
    expect(partsOf(digest("something"), ["apiKey"])).toEqual([{ kind: "text", text: digest("something") }]);
  });
});
