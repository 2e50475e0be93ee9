import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { expect, test } from "vitest";
import { hasUnknown, open, seal, UNKNOWN } from "../../../../toolchain/plugins/provider/values";

const secret = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

test("secrets are opened, and remembered by property and by text", () => {
  const opened = open(Struct.fromJavaScript({ plain: "p", whole: secret("w"), deep: [{ inner: secret("d") }] }));
  expect(opened.values).toEqual({ plain: "p", whole: "w", deep: [{ inner: "d" }] });
  expect([...opened.secretKeys].sort()).toEqual(["deep", "whole"]);
  expect([...opened.secretTexts].sort()).toEqual(["d", "w"]);
});

test("a secret that is not known yet has no text to hide", () => {
  expect(open(Struct.fromJavaScript({ later: secret(UNKNOWN) })).secretTexts.size).toBe(0);
});

test("a property that was secret goes back as one; what is absent does not go at all", () => {
  const sealed = seal({ key: "k", plain: { a: undefined, b: 1 }, none: undefined }, new Set(["key"]));
  expect(sealed.toJavaScript()).toEqual({ key: secret("k"), plain: { b: 1 } });
});

test("an unknown is found at any depth", () => {
  expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
  expect(hasUnknown({ a: [{ b: "known" }] })).toBe(false);
});
