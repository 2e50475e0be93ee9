import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyMap } from "../../../../components/gateway/keys";

const KEY = "planted-0123456789";

describe("keyMap", () => {
  it("holds the hash of a key and its owner, and never the key", () => {
    const hash = createHash("sha256").update(KEY).digest("hex").toUpperCase();
    expect(keyMap("apiKeys", [{ name: "search", key: KEY }])).toBe(`${hash} search\n`);
  });

  it("is the same for any order of the keys", () => {
    const a = { name: "a", key: `${KEY}-a` };
    const b = { name: "b", key: `${KEY}-b` };
    expect(keyMap("apiKeys", [a, b])).toBe(keyMap("apiKeys", [b, a]));
  });

  it("lets one name have two keys, as while rotating", () => {
    const map = keyMap("apiKeys", [
      { name: "a", key: KEY },
      { name: "a", key: `${KEY}-next` },
    ]);
    expect(map.trim().split("\n")).toHaveLength(2);
  });

  it("is empty without keys", () => {
    expect(keyMap("apiKeys", [])).toBe("");
  });

  it.each([
    ["short", "short"],
    ["empty", ""],
    ["with a space", "0123456789 abcdef"],
    ["with a line break", "0123456789abcdef\nX-Slot: green"],
  ])("refuses a key that is %s, without showing it", (_, key) => {
    const attempt = () => keyMap("apiKeys", [{ name: "search", key }]);
    expect(attempt).toThrow(/apiKeys: the key of "search" is unusable.*openssl rand/s);
    if (key) expect(attempt).not.toThrow(key);
  });

  it("refuses a key that two callers share", () => {
    const shared = [
      { name: "a", key: KEY },
      { name: "b", key: KEY },
    ];
    expect(() => keyMap("operatorKeys", shared)).toThrow('operatorKeys: "a" and "b" share a key');
  });

  it("refuses a name that could be mistaken for an address", () => {
    expect(() => keyMap("apiKeys", [{ name: "10.0.0.1", key: KEY }])).toThrow('"10.0.0.1" is no name for a key');
  });
});
