import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { has, merge, valueAt, without } from "../../../../stacks/config/merge";

const trees = fc.object({
  maxDepth: 3,
  maxKeys: 4,
  values: [fc.integer(), fc.string(), fc.boolean(), fc.constant(null)],
});

describe("merge", () => {
  it("merges objects key by key and replaces everything else", () => {
    const base = { qdrant: { cpu: 1, memory: "1Gi" }, allowlist: ["10.0.0.0/8"], collections: { imp: { shards: 1 } } };
    const over = { qdrant: { cpu: 2 }, allowlist: ["192.168.0.0/16"], collections: { imp: null } };
    expect(merge(base, over)).toEqual({
      qdrant: { cpu: 2, memory: "1Gi" },
      allowlist: ["192.168.0.0/16"],
      collections: { imp: null },
    });
  });

  it("keeps what is laid over with nothing, and with itself", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(merge(tree, {})).toEqual(tree);
        expect(merge({}, tree)).toEqual(tree);
        expect(merge(tree, undefined)).toEqual(tree);
        expect(merge(tree, tree)).toEqual(tree);
      }),
    );
  });

  it("does not depend on which layers are joined first, where objects meet objects", () => {
    const layer = fc.record(
      { a: fc.record({ x: fc.nat(), y: fc.nat() }, { requiredKeys: [] }), b: fc.nat() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  it("changes neither argument", () => {
    fc.assert(
      fc.property(trees, trees, (base, over) => {
        const before = JSON.stringify([base, over]);
        merge(base, over);
        expect(JSON.stringify([base, over])).toBe(before);
      }),
    );
  });

  it("treats __proto__ as a key like any other", () => {
    const merged = merge({}, JSON.parse('{"__proto__": {"polluted": true}}')) as object;
    expect(Object.keys(merged)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("valueAt, has, without", () => {
  const tree = { a: { list: [{ b: 1 }] }, c: 2 };

  it("finds values through objects and lists", () => {
    expect(valueAt(tree, ["a", "list", 0, "b"])).toBe(1);
    expect(valueAt(tree, ["a", "list", 1, "b"])).toBeUndefined();
    expect(valueAt(tree, ["c", "d"])).toBeUndefined();
    expect(has(tree, ["constructor"])).toBe(false);
  });

  it("takes a value out, and a list as a whole", () => {
    expect(without(tree, ["c"])).toEqual({ a: tree.a });
    expect(without(tree, ["a", "list", 0])).toEqual({ a: {}, c: 2 });
    expect(without(tree, ["x", "y"])).toEqual(tree);
    expect(without(tree, [])).toBeUndefined();
  });
});
