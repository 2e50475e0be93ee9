import { describe, expect, it } from "vitest";
import { equal, isMarked, revealed, secret, type Value } from "../../../../operations/checkpoint/values";

describe("values", () => {
  it("are equal whatever the order of keys, and in nothing else", () => {
    expect(equal({ a: 1, b: [null, { c: "x" }] }, { b: [null, { c: "x" }], a: 1 })).toBe(true);
    const others: (Value | undefined)[] = [{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: "1", b: 2 }, [1, 2], null, undefined];
    for (const other of others) {
      expect(equal({ a: 1, b: 2 }, other)).toBe(false);
    }
    expect(equal([1, 2], [2, 1])).toBe(false);
  });

  it("differ when only one of them is secret", () => {
    expect(equal(secret("x"), "x")).toBe(false);
    expect(equal(secret("x"), secret("x"))).toBe(true);
  });

  it("are revealed at any depth", () => {
    expect(revealed({ a: [secret({ b: secret("x") })] })).toEqual({ a: [{ b: "x" }] });
    expect(isMarked(secret(1), "secret")).toBe(true);
    expect(isMarked({ value: 1 }, "secret")).toBe(false);
  });
});
