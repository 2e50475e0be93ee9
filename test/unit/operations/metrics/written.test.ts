import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { deliveryMetrics, metricsJson, metricsLines, prometheusText } from "../../../../operations/metrics";
import { tool } from "../../../monitoring/tools";
import { at, DAY, failed, HOUR, historyOf, rollbackTo } from "./history";

const COMMIT = "c".repeat(40);
const entries = historyOf(
  { at: 0, takes: 90, environment: { "exec.kind": "cli", "ci.system": "GitHub", "git.head": COMMIT } },
  { at: DAY, ...failed },
  { at: 2 * DAY, takes: 30 },
  { at: 2 * DAY + HOUR, takes: 12, environment: { "exec.kind": "auto.inline" }, ...rollbackTo(1) },
  { at: 3 * DAY, kind: "refresh", changes: { same: 8, update: 2 } },
);
const full = deliveryMetrics(entries, at(4 * DAY), undefined, { commitTimes: new Map([[COMMIT, at(-2 * HOUR)]]) });
const nothing = deliveryMetrics([], at(0));
const identity = { project: "shop", stack: 'de"v' };

describe("the table", () => {
  it("shows each figure with what it was taken from", () => {
    expect(metricsLines("dev", full)).toEqual([
      "stack dev, 2026-03-01 to 2026-03-05 (4 d)",
      "",
      "figure                  value                       from",
      "deployment frequency    0.5 a day                   2 deployments in 4 d",
      "lead time               median 2.03 h, p95 2.03 h   1 of 2 deployments; unknown: 1 no commit recorded",
      "change failure rate     66.67 %                     2 of 3: 1 failed, 1 taken back or judged bad",
      "time to restore         median 1.04 d, p95 1.04 d   1 time restored",
      "deployment time         median 1 min, p95 1.45 min  2 deployments",
      "rollback time           median 12 s, p95 12 s       1 rollback",
      "updates that succeeded  75 %                        3 of 4 updates",
      "drift                   1 time                      in 1 refresh",
      "automated steps         40 %                        1 by CI, 1 by a tool, 3 by hand, 0 unknown",
    ]);
  });

  it("says no data where there is none", () => {
    const [heading, , , ...rows] = metricsLines("dev", nothing);
    expect(heading).toBe("stack dev: no runs");
    expect(rows.filter((row) => !row.includes("no data"))).toEqual([]);
    expect(rows).toHaveLength(9);
  });
});

describe("the JSON", () => {
  it("has null where there is no data", () => {
    const told = JSON.parse(metricsJson("dev", nothing));
    expect(told).toMatchObject({ stack: "dev", timeToRestore: null, drift: null, deploymentsPerDay: null });
    expect(JSON.parse(metricsJson("dev", full))).toMatchObject({ period: { from: "2026-03-01T00:00:00.000Z" } });
  });
});

describe("Prometheus' text", () => {
  it("names, explains and types each figure", () => {
    const lines = prometheusText(full, identity).split("\n");
    expect(lines).toContain('vector_platform_delivery_deployments{project="shop",stack="de\\"v"} 2');
    expect(lines).toContain("# TYPE vector_platform_delivery_time_to_restore_seconds summary");
    expect(lines).toContain('vector_platform_delivery_time_to_restore_seconds_count{project="shop",stack="de\\"v"} 1');
    expect(lines).toContain('vector_platform_delivery_runs{project="shop",stack="de\\"v",by="ci"} 1');
    const helped = lines.filter((line) => line.startsWith("# HELP")).length;
    expect(lines.filter((line) => line.startsWith("# TYPE"))).toHaveLength(helped);
  });

  it("leaves out what there is no data for", () => {
    const text = prometheusText(nothing, identity);
    expect(text).toMatch(/^vector_platform_delivery_deployments\{.*\} 0$/m);
    for (const name of ["ratio", "per_day", "time_to_restore", "duration", "refreshes", "lead_time_seconds"])
      expect(text).not.toMatch(new RegExp(`^# .*${name}`, "m"));
  });

  const promtool = found();
  if (!promtool)
    console.log("promtool does not look at the metrics: it is not on PATH and its Debian package cannot be had");
  it.skipIf(!promtool).each([
    ["with everything", full],
    ["with nothing", nothing],
  ])("has nothing that promtool would change, %s", (_, metrics) => {
    const checked = spawnSync(promtool ?? "", ["check", "metrics"], {
      input: prometheusText(metrics, identity),
      encoding: "utf8",
    });
    expect([checked.status, `${checked.stdout}${checked.stderr}`]).toEqual([0, ""]);
  });
});

/** It may have to be unpacked from its Debian package, which not every machine can reach. */
function found(): string | undefined {
  try {
    return tool("promtool");
  } catch {
    return undefined;
  }
}
