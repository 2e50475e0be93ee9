import { describe, expect, test } from "vitest";
import { changes, withDefaults } from "../../../../toolchain/plugins/provider/schema";
import { UNKNOWN, type Value } from "../../../../toolchain/plugins/provider/values";

const SCHEMA = {
  image: { replaces: true },
  memory: {},
  mustRun: { default: true },
  hostname: { replaces: true, computed: true },
  labels: { replaces: true, set: true },
  command: { replaces: true },
  user: { replaces: true, emptyMeansAny: true },
  ports: { replaces: true, set: true, elementDefaults: { ip: "0.0.0.0", protocol: "tcp" } },
} as const;

const diff = (state: Record<string, Value>, wanted: Record<string, Value>, ignored: string[] = []) =>
  changes(SCHEMA, { image: "a", ...state }, { image: "a", ...wanted }, ignored);

describe("no change", () => {
  test.each<[string, Record<string, Value>, Record<string, Value>]>([
    ["equal values", { memory: 1 }, { memory: 1 }],
    ["zero for absent", { memory: 0, labels: [], command: [] }, {}],
    ["a value that the other side chose", { hostname: "chosen" }, {}],
    ["the default for absent", { mustRun: true }, {}],
    ["a set in another order", { labels: [{ a: 1 }, { b: 2 }] }, { labels: [{ b: 2 }, { a: 1 }] }],
    ["any value for an empty one", { user: "999" }, { user: "" }],
    [
      "defaults inside a list",
      { ports: [{ internal: 80, ip: "0.0.0.0", protocol: "tcp" }] },
      { ports: [{ internal: 80 }] },
    ],
  ])("%s", (_what, state, wanted) => {
    expect(diff(state, wanted)).toEqual([]);
  });

  test("in what is ignored, whole or in part", () => {
    expect(diff({ memory: 1, command: ["a"] }, { memory: 2, command: ["b"] }, ["memory", "command[0]"])).toEqual([]);
  });
});

describe("a change", () => {
  test.each<[string, Record<string, Value>, Record<string, Value>, object]>([
    ["in place", { memory: 1 }, { memory: 2 }, { key: "memory", replaces: false, kind: "update" }],
    ["that replaces", {}, { command: ["x"] }, { key: "command", replaces: true, kind: "add" }],
    ["of an order that counts", { command: ["a", "b"] }, { command: ["b", "a"] }, { key: "command", kind: "update" }],
    ["to nothing", { memory: 512 }, {}, { key: "memory", kind: "delete" }],
    ["away from the default", { mustRun: false }, {}, { key: "mustRun", replaces: false }],
    ["to a value not yet known", { memory: 1 }, { memory: UNKNOWN }, { key: "memory" }],
    [
      "deep inside",
      { labels: [{ label: "a", value: "1" }] },
      { labels: [{ label: "a", value: "2" }] },
      { key: "labels" },
    ],
  ])("%s", (_what, state, wanted, expected) => {
    expect(diff(state, wanted)).toMatchObject([expected]);
  });
});

test("defaults fill only what was left out", () => {
  expect(withDefaults(SCHEMA, { memory: 1 })).toEqual({ memory: 1, mustRun: true });
  expect(withDefaults(SCHEMA, { mustRun: false })).toEqual({ mustRun: false });
});
