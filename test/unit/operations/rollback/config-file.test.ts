import { describe, expect, it } from "vitest";
import { saltIn, withConfig } from "../../../../operations/rollback/config-file";

const FILE = `# what an editor needs
encryptionsalt: v1:salt
config:
  # who answers
  shop:activeSlot: green
  shop:limits:
    # a second
    perSecond: 5
    burst: 9
  shop:key:
    secure: v1:cipher
  shop:newer: "1"
`;
const same = (ciphertext: string) => ciphertext;
const THEN = {
  "shop:activeSlot": "blue",
  "shop:limits": { perSecond: 7, burst: 9 },
  "shop:key": { secure: "v1:cipher" },
  "shop:gone": { list: [1, { secure: "v1:deep" }] },
};

describe("the stack file of a release", () => {
  const { text, changed } = withConfig(FILE, THEN, same);

  it("has its values and no others", () => {
    expect([...changed].sort()).toEqual(["shop:activeSlot", "shop:gone", "shop:limits", "shop:newer"]);
    expect(text).toContain("shop:activeSlot: blue");
    expect(text).toContain("perSecond: 7");
    expect(text).not.toContain("shop:newer");
  });

  it("keeps its comments, its salt and what did not change", () => {
    for (const kept of ["# what an editor needs", "# who answers", "# a second", "secure: v1:cipher"]) {
      expect(text).toContain(kept);
    }
    expect(saltIn(text)).toBe("v1:salt");
  });

  it("is left alone, byte by byte, where nothing changed", () => {
    const { text: again, changed: none } = withConfig(text, THEN, same);
    expect([again, none]).toEqual([text, []]);
  });

  it("takes a number and its text for the same", () => {
    expect(withConfig('config:\n  shop:port: "80"\n', { "shop:port": 80 }, same).changed).toEqual([]);
  });

  it("has what was encrypted under another salt encrypted anew, at any depth", () => {
    const { text: sealed } = withConfig("config: {}\n", THEN, (ciphertext) => `new-${ciphertext}`);
    expect(sealed).toContain("secure: new-v1:cipher");
    expect(sealed).toContain("secure: new-v1:deep");
  });

  it("keeps what is encrypted today where nobody tells what it was", () => {
    const { text: kept, changed: other } = withConfig(FILE, { ...THEN, "shop:key": { secure: "" } }, () => "never");
    expect(kept).toContain("secure: v1:cipher");
    expect(other).not.toContain("shop:key");
  });

  it("gets the salt of that time where it has none", () => {
    expect(saltIn(withConfig("config: {}\n", {}, same, "v1:then").text)).toBe("v1:then");
    expect(saltIn(withConfig(FILE, THEN, same, "v1:then").text)).toBe("v1:salt");
  });
});
