import { describe, expect, it } from "vitest";
import type { HistoryEntry } from "../../../../operations/checkpoint";
import {
  choose,
  type Release,
  returnedTo,
  rollbackMessage,
  takenBack,
  whoRan,
} from "../../../../operations/rollback/release";

function entry(number: number, given: Partial<HistoryEntry> = {}): HistoryEntry {
  const then = new Date(number * 1000);
  const plain = {
    kind: "update",
    result: "succeeded",
    message: "",
    environment: {},
    config: {},
    changes: { update: 1 },
  };
  return { number, key: `${number}`, startedAt: then, endedAt: then, ...plain, ...given };
}

function releases(...given: (Partial<Release> & { message?: string; result?: string })[]): Release[] {
  const entries = given.map(({ message = "", result = "succeeded" }, at) => entry(at + 1, { message, result }));
  const taken = takenBack(entries);
  return given.map(({ message: _, result: __, ...more }, at) => {
    const takenBackBy = taken.get(at + 1);
    return {
      number: at + 1,
      entry: entries[at] as HistoryEntry,
      who: "",
      versions: { blue: `1.${at}.0` },
      activeSlot: "blue",
      health: "unknown",
      ...(takenBackBy !== undefined && { takenBackBy }),
      ...more,
    };
  });
}

describe("the release to return to", () => {
  it("is the one before today's when nothing is said", () => {
    expect(choose(releases({}, {}, {}), {}).number).toBe(2);
  });

  it("is the last one that was not judged bad, cannot be read, or failed", () => {
    const all = releases({}, { health: "bad" }, { hindrance: "cut off" }, { result: "failed" }, {});
    expect(choose(all, {}).number).toBe(1);
  });

  it("is none that a rollback has taken back", () => {
    expect(choose(releases({}, {}, {}, { message: "rollback to release 2" }, {}), {}).number).toBe(4);
    // What the rollback returned to is today's; what it took back is not offered.
    expect(choose(releases({}, {}, {}, { message: "rollback to release 2 (1.1.0 in blue)" }), {}).number).toBe(1);
    expect(() => choose(releases({}, {}, { message: "rollback to release 1" }), {})).toThrow(/--to N \(1, 2, 3\)/);
  });

  it("is the one that is named, taken back or not", () => {
    const all = releases({}, {}, { message: "rollback to release 1" });
    expect(choose(all, { number: 2 }).number).toBe(2);
  });

  it("is refused with what there is when it never was (F23)", () => {
    const all = releases({}, { result: "failed" }, {});
    expect(() => choose(all, { number: 9 })).toThrow("there is no release 9; releases there are: 1, 3");
    expect(() => choose(all, { number: 2 })).toThrow("run 2 was no release (update, failed); releases there are: 1, 3");
    expect(() => choose(all, { version: "9.9.9" })).toThrow("versions there are: 1.0.0");
  });

  it("is the newest earlier one of a version", () => {
    const all = releases({}, { versions: { blue: "1.0.0" } }, {});
    expect(choose(all, { version: "1.0.0" }).number).toBe(2);
  });
});

describe("a rollback in the history", () => {
  it("says to which release, and is understood again", () => {
    const [release] = releases({});
    const message = rollbackMessage(release as Release);
    expect([message, returnedTo(message)]).toEqual(["rollback to release 1 (1.0.0 in blue)", 1]);
    expect(returnedTo("a talk about rollback to release 3")).toBeUndefined();
  });

  it("takes back what lies between", () => {
    const entries = [entry(1), entry(2), entry(3), entry(4, { message: "rollback to release 1" })];
    expect([...takenBack(entries)]).toEqual([
      [2, 4],
      [3, 4],
    ]);
    const forward = [...entries, entry(5, { message: "rollback to release 3" })];
    expect(takenBack(forward).has(3)).toBe(false);
  });
});

describe("who ran it", () => {
  it("is whom version control or the build server names", () => {
    expect(whoRan(entry(1, { environment: { "git.author": "Ada", "git.committer": "Grace" } }))).toBe("Grace");
    expect(whoRan(entry(1))).toBe("unknown");
  });
});
