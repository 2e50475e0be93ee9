import { expect, it } from "vitest";
import { exitOf } from "../../../../operations/vp/exit";
import { changes } from "../../../../operations/vp/rollback-command";
import { table } from "../../../../operations/vp/table";
import { urn } from "../checkpoint/support";

it("aligns columns and leaves no blanks behind", () => {
  expect(
    table(
      ["a", "title"],
      [
        ["long", ""],
        ["x", "y"],
      ],
    ),
  ).toEqual(["a     title", "long", "x     y"]);
});

it("shows what differs by name and property, never by value", () => {
  expect(
    changes([
      { urn: urn("a"), change: "changed", properties: ["image", "protect"] },
      { urn: urn("b"), change: "added", properties: [] },
      { urn: urn("c"), change: "removed", properties: [] },
      { urn: urn("shop-dev", "pulumi:pulumi:Stack"), change: "changed", properties: ["x"] },
    ]),
  ).toEqual(["~ change a (image, protect)", "+ create b", "- delete c"]);
  expect(changes([])).toEqual(["nothing that a checkpoint records"]);
});

it("exits as documented", () => {
  expect([exitOf({ ok: true }), exitOf({ ok: false })]).toEqual([0, 1]);
});
