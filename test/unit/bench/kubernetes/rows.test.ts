import { describe, expect, it } from "vitest";
import { type Measure, rowsOf } from "../../../../bench/kubernetes/rows";
import { judged } from "../../../../bench/report/row";
import { Samples } from "../../../../bench/report/rows";

describe("rows of the cluster", () => {
  it("put helm's command beside ours, and what helm has not beside nothing", () => {
    const [pulumi, helm] = [new Samples<Measure>(), new Samples<Measure>()];
    for (const seconds of [4, 90, 6]) pulumi.add("flip", seconds);
    helm.add("flip", 3);
    pulumi.add("checkpointKiB", 1000);
    const rows = rowsOf(pulumi, helm).map(judged);
    const flip = rows.find(({ name }) => name === "slot flip, until the first answer");
    expect([flip?.median, flip?.beside?.name, flip?.besideMedian, flip?.ratio]).toEqual([6, "helm upgrade", 3, 2]);
    expect(rows.find(({ name }) => name === "checkpoint")).toMatchObject({ median: 1000, unit: "KiB" });
    expect(rows.filter(({ beside }) => !beside).map(({ name }) => name)).toEqual(["checkpoint", "resources"]);
  });

  it("show what was not taken as such", () => {
    const rows = rowsOf(new Samples(), new Samples()).map(judged);
    expect(rows.map(({ median, ratio }) => [median, ratio])).toEqual(rows.map(() => [undefined, undefined]));
  });
});
