import { describe, expect, it } from "vitest";
import { assertServable, judge, phaseOf, SchemaError } from "../../../../services/api/src/schema/judgement";

const ADD = "0001_expand_request-log";
const MORE = "0002_expand_more";
const CUT = "0003_contract_cut";
const LATE = "0004_expand_late";

describe("judge", () => {
  it("applies by itself what only adds, up to the first removal", () => {
    expect(judge([ADD, MORE, CUT, LATE], [ADD])).toEqual({ pending: [MORE, CUT, LATE], expandable: 1, foreign: [] });
  });

  it("knows what another release has applied", () => {
    expect(judge([ADD], [ADD, MORE]).foreign).toEqual([MORE]);
  });
});

describe("assertServable", () => {
  const check = (shipped: string[], applied: string[]) => () => assertServable(judge(shipped, applied));

  it.each([
    ["everything applied", [ADD, MORE], [ADD, MORE]],
    ["a removal still to come", [ADD, CUT], [ADD]],
    ["additions of a newer release", [ADD], [ADD, MORE]],
  ])("serves with %s", (_what, shipped, applied) => {
    expect(check(shipped, applied)).not.toThrow();
  });

  it("refuses a schema behind this release, with the command that helps", () => {
    expect(check([ADD, MORE], [ADD])).toThrow(/behind.*0002_expand_more not applied.*server\.js migrate/);
  });

  it("refuses an addition that waits behind a removal", () => {
    expect(check([ADD, CUT, LATE], [ADD])).toThrow("0004_expand_late not applied");
  });

  it("refuses a schema from which a newer release removed something", () => {
    expect(check([ADD], [ADD, MORE, CUT])).toThrow(/ahead.*0003_contract_cut/);
  });
});

it.each(["1_expand_x", "0001_change_x", "0001_expand_X", "init"])("refuses the migration name %s", (name) => {
  expect(() => phaseOf(name)).toThrow(SchemaError);
});
