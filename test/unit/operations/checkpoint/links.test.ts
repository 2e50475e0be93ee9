import { describe, expect, it } from "vitest";
import { followInputs, Links } from "../../../../operations/checkpoint/links";
import { UNKNOWN } from "../../../../operations/checkpoint/values";
import { asset, reference, resource, secret, urn } from "./support";

function linked(before: object, after: object): Links {
  const links = new Links();
  links.note(urn("a"), before, after);
  return links;
}

const links = linked(
  { id: "old-id-123", outputs: { serial: "serial-1", sealed: secret("sealed-old-1"), port: 32768, same: "the same" } },
  { id: "new-id-456", outputs: { serial: "serial-2", sealed: secret("sealed-new-2"), port: 40000, same: "the same" } },
);
const from = [urn("a")];

describe("a value computed from another resource", () => {
  it("names what that resource has become, whole or within a text", () => {
    expect(links.follow("old-id-123", from)).toBe("new-id-456");
    expect(links.follow("serial-1 of old-id-123!", from)).toBe("serial-2 of new-id-456!");
    expect(links.follow(["x", { deep: 32768 }], from)).toEqual(["x", { deep: 40000 }]);
  });

  it("follows secrets, and stays secret", () => {
    expect(links.follow(secret("key=sealed-old-1"), from)).toEqual(secret("key=sealed-new-2"));
  });

  it("is left alone where it was computed from something else", () => {
    expect(links.follow("old-id-123", [urn("b")])).toBe("old-id-123");
    expect(links.follow("old-id-123", [])).toBe("old-id-123");
    expect(links.follow("the same", from)).toBe("the same");
  });

  it("is taken from the whole stack where nothing tells what it was computed from", () => {
    expect(links.follow("old-id-123", "any")).toBe("new-id-456");
  });

  it("is left alone where one old value became two new ones, or is too short to tell", () => {
    const unclear = linked(
      { outputs: { a: "same-text", b: "same-text" } },
      { outputs: { a: "one-text", b: "two-text" } },
    );
    expect(unclear.follow("same-text", from)).toBe("same-text");
    const short = linked({ outputs: { state: "up" } }, { outputs: { state: "down" } });
    expect(short.follow("up", from)).toBe("up");
    const part = linked({ outputs: { state: "ready" } }, { outputs: { state: "other" } });
    expect([part.follow("ready", from), part.follow("already", from)]).toEqual(["other", "already"]);
  });

  it("is a number only where a number has changed", () => {
    const numbered = linked({ outputs: { resourceVersion: "8080" } }, { outputs: { resourceVersion: "9117" } });
    expect([numbered.follow(8080, from), numbered.follow("8080", from)]).toEqual([8080, "9117"]);
    expect(links.follow("32768", from)).toBe("40000");
  });

  it("is unknown in a preview where the other resource is made anew", () => {
    const preview = linked(
      { id: "old-id-123", outputs: { serial: "serial-1" } },
      { id: "", outputs: { serial: UNKNOWN } },
    );
    expect(preview.follow("old-id-123", from)).toBe(UNKNOWN);
    expect(preview.follow("a serial-1 in a text", from)).toBe(UNKNOWN);
  });

  it("is put in once, whatever was put in before it", () => {
    const swapped = new Links();
    swapped.note(urn("a"), { id: "first-id-1" }, { id: "second-id-2" });
    swapped.note(urn("b"), { id: "second-id-2" }, { id: "third-id-3" });
    expect(swapped.follow("first-id-1 second-id-2", "any")).toBe("second-id-2 third-id-3");
  });

  it("may be a reference to the resource itself", () => {
    expect(links.follow(reference("a", "old-id-123"), [])).toEqual(reference("a", "new-id-456"));
    expect(links.follow(reference("a"), [])).toEqual(reference("a"));
    expect(links.follow(reference("b", "its-id"), [])).toEqual(reference("b", "its-id"));
  });

  it("may be the text of an asset, whose hash is then another one", () => {
    expect(links.follow(asset("no link"), from)).toEqual(asset("no link"));
    expect(links.follow(asset("see old-id-123"), from)).not.toHaveProperty("hash");
  });
});

describe("the inputs of a resource", () => {
  it("follow the dependencies that were recorded for each of them", () => {
    const inputs = { linked: "old-id-123", literal: "old-id-123", unsaid: "old-id-123" };
    const propertyDependencies = { linked: [urn("a")], literal: [] };
    const followed = followInputs(links, resource("c", { inputs, propertyDependencies, dependencies: [urn("a")] }));
    expect(followed).toEqual({ linked: "new-id-456", literal: "old-id-123", unsaid: "new-id-456" });
  });
});
