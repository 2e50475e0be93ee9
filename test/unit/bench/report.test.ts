import { describe, expect, it } from "vitest";
import { type Aim, judged, median, type Row } from "../../../bench/report/row";
import { rowsOf, Samples } from "../../../bench/report/rows";
import { aimText, resultTable, table } from "../../../bench/report/table";

function row(aim: Aim | undefined, samples: readonly number[], beside?: readonly number[]): Row {
  return {
    name: "first up",
    unit: "s",
    samples,
    ...(beside && { beside: { name: "compose", samples: beside } }),
    ...(aim && { aim }),
  };
}

describe("median", () => {
  it.each([
    [[], undefined],
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])("of %j is %s", (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  it("leaves the samples in their order", () => {
    const samples = [3, 1, 2];
    median(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

describe("verdict", () => {
  it.each([
    ["no aim", undefined, [1], [1]],
    ["met", { atMost: 5 }, [5], undefined],
    ["missed", { atMost: 5 }, [5.1], undefined],
    ["met", { below: 100 }, [99.9], undefined],
    ["missed", { below: 100 }, [100], undefined],
    ["met", { ratio: 1.5 }, [3], [2]],
    ["missed", { ratio: 1.5 }, [3.1], [2]],
    ["open", { ratio: 1.5 }, [3], []],
    ["open", { ratio: 1.5 }, [3], undefined],
    ["open", { atMost: 5 }, [], undefined],
    ["open", { atMost: 5, ratio: 2 }, [3], []],
    ["missed", { atMost: 5, ratio: 2 }, [6], []],
    ["missed", { atMost: 5, ratio: 2 }, [4], [1]],
  ] as const)("%s: aim %j, samples %j, beside %j", (verdict, aim, samples, beside) => {
    expect(judged(row(aim, samples, beside)).verdict).toBe(verdict);
  });

  it("compares medians", () => {
    expect(judged(row(undefined, [1, 4, 90], [2, 1, 60])).ratio).toBe(2);
  });
});

describe("result table", () => {
  it("is aligned, shows samples where there are several, and says what was not taken", () => {
    const lines = resultTable(
      [
        row({ atMost: 120, ratio: 1.5 }, [60, 40, 50.004], [40]),
        { name: "gateway", unit: "ms" as const, samples: [], aim: { below: 100 } },
      ].map(judged),
    ).split("\n");
    expect(lines).toEqual([
      "measured      value  samples            beside it    value   ratio  aim                 verdict",
      "--------  ---------  -----------------  ---------  -------  ------  ------------------  -------",
      "first up    50.00 s  60.00 40.00 50.00  compose    40.00 s  1.25 x  <= 120 s, <= 1.5 x  met",
      "gateway   not taken  -                  -                -       -  < 100 ms            open",
    ]);
  });

  it("is as wide as its widest cell", () => {
    expect(table(["a", "b"], [["wide cell", "1"]], [1])).toBe("a          b\n---------  -\nwide cell  1");
  });

  it("writes a limit in the row's unit", () => {
    expect(aimText({ below: 100 }, "ms")).toBe("< 100 ms");
    expect(aimText({ atMost: 200 }, "")).toBe("<= 200");
  });
});

describe("rows", () => {
  it("put each way back beside the old program's", () => {
    const samples = new Samples();
    samples.add("replayFull", 20);
    samples.add("gitFull", 40);
    samples.add("replayFastFailed", 0);
    samples.add("gitFastFailed", 3);
    const rows = rowsOf(samples).map(judged);
    const full = rows.find(({ name }) => name.startsWith("rollback, full path"));
    expect([full?.ratio, full?.verdict]).toEqual([0.5, "no aim"]);
    const [failed] = rows.filter(({ name }) => name.includes("failed requests"));
    expect([failed?.median, failed?.besideMedian, failed?.verdict]).toEqual([0, 3, "met"]);
  });

  it("hold the issue's aims", () => {
    const samples = new Samples();
    samples.add("preview", 5);
    samples.add("emptyPreview", 2);
    const aims = Object.fromEntries(rowsOf(samples).flatMap(({ name, aim }) => (aim ? [[name.trim(), aim]] : [])));
    expect(aims).toEqual({
      preview: { ratio: 2.5 },
      "no-op up": { ratio: 3 },
      "first up, images present": { atMost: 120, ratio: 1.5 },
      "slot flip, until the first answer": { atMost: 5 },
      "of it the gateway": { below: 100 },
      "beside one that waits": { ratio: 1.5 },
      "rollback, fast path, until users are back": { atMost: 5 },
      "until the command has ended": { atMost: 120 },
      "failed requests, of 20 a second": { atMost: 0 },
    });
    const preview = rowsOf(samples)
      .map(judged)
      .find(({ name }) => name === "preview");
    expect([preview?.median, preview?.besideMedian, preview?.verdict]).toEqual([5, 2, "met"]);
  });
});
