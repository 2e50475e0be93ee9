import { describe, expect, it } from "vitest";
import { deliveryMetrics } from "../../../../operations/metrics";
import { at, DAY, failed, type Given, HOUR, historyOf, MINUTE, rollbackTo, unchanged } from "./history";

const COMMIT = "a".repeat(40);
const OTHER = "b".repeat(40);
const from = (commit: string, dirty = "false") => ({
  environment: { "exec.kind": "cli", "git.head": commit, "git.dirty": dirty },
});

const figures = (...given: Given[]) => deliveryMetrics(historyOf(...given), at(10 * DAY));

describe("a stack without a history", () => {
  it("has no data, and no zero in its place", () => {
    expect(figures()).toEqual({
      period: { from: undefined, to: at(10 * DAY), days: 0 },
      deployments: 0,
      deploymentsPerDay: undefined,
      leadTime: { spread: undefined, unknown: expect.anything() },
      changeFailures: undefined,
      failed: 0,
      takenBackOrBad: 0,
      timeToRestore: undefined,
      openIncident: false,
      deploymentDuration: undefined,
      rollbackDuration: undefined,
      updateSuccess: undefined,
      drift: undefined,
      automated: undefined,
      runsBy: { ci: 0, tool: 0, person: 0, unknown: 0 },
      unreadable: 0,
    });
  });
});

describe("deployment frequency", () => {
  it("counts updates that changed something, from the first run on", () => {
    const { deployments, deploymentsPerDay } = figures({ at: 0 }, { at: DAY, ...unchanged }, { at: 2 * DAY });
    expect([deployments, deploymentsPerDay]).toEqual([2, 0.2]);
  });

  it("leaves out what is no delivery: failures, rollbacks, refreshes, destroys, runs that go on", () => {
    const { deployments } = figures(
      { at: 0 },
      { at: 1 * HOUR },
      { at: 2 * HOUR, ...failed },
      { at: 3 * HOUR, ...rollbackTo(1) },
      { at: 4 * HOUR, kind: "refresh" },
      { at: 5 * HOUR, kind: "destroy" },
      { at: 6 * HOUR, result: "in-progress" },
    );
    expect(deployments).toBe(2);
  });

  it("is not made up from less than a day", () => {
    const { deployments, deploymentsPerDay } = deliveryMetrics(historyOf({ at: 0 }, { at: HOUR }), at(2 * HOUR));
    expect([deployments, deploymentsPerDay]).toEqual([2, undefined]);
  });
});

describe("a period", () => {
  const entries = historyOf(
    { at: 0, takes: 10 },
    { at: DAY, ...failed },
    { at: 8 * DAY, takes: 30 },
    { at: 9 * DAY, takes: 50 },
  );

  it("leaves out what ended before it", () => {
    const metrics = deliveryMetrics(entries, at(10 * DAY), at(6 * DAY));
    expect(metrics).toMatchObject({ deployments: 2, deploymentsPerDay: 0.5, changeFailures: { part: 0, of: 2 } });
    expect(metrics.deploymentDuration).toMatchObject({ samples: 2, medianSeconds: 40 });
  });

  it("counts what was restored in it, however long before it failed", () => {
    const { timeToRestore } = deliveryMetrics(entries, at(10 * DAY), at(6 * DAY));
    expect(timeToRestore).toMatchObject({ samples: 1, medianSeconds: 7 * DAY + 30 - MINUTE });
  });

  it("does not begin before the stack did", () => {
    expect(deliveryMetrics(entries, at(10 * DAY), at(-20 * DAY)).period.days).toBe(10);
  });
});

describe("lead time", () => {
  const lead = (times: Record<string, Date>, ...given: Given[]) =>
    deliveryMetrics(historyOf(...given), at(DAY), undefined, { commitTimes: new Map(Object.entries(times)) }).leadTime;

  it("goes from the commit to the end of the update", () => {
    const { spread } = lead({ [COMMIT]: at(-HOUR) }, { at: 0, ...from(COMMIT) });
    expect(spread).toMatchObject({ samples: 1, medianSeconds: HOUR + MINUTE });
  });

  it("counts a commit once, also where its first deployment lies before the period", () => {
    const { spread, unknown } = lead(
      { [COMMIT]: at(-HOUR) },
      { at: 0, ...from(COMMIT), ...failed },
      { at: HOUR, ...from(COMMIT) },
      { at: 2 * HOUR, ...from(COMMIT) },
    );
    expect(spread).toMatchObject({ samples: 1, medianSeconds: 2 * HOUR + MINUTE });
    expect(unknown["commit was live before"]).toBe(1);
    const entries = historyOf({ at: 0, ...from(COMMIT) }, { at: DAY, ...from(COMMIT) });
    const commitTimes = new Map([[COMMIT, at(-HOUR)]]);
    expect(deliveryMetrics(entries, at(2 * DAY), at(DAY), { commitTimes }).leadTime.spread).toBeUndefined();
  });

  it("is unknown where it is not recorded, and says why", () => {
    const { spread, unknown } = lead(
      { [COMMIT]: at(0) },
      { at: 0 },
      { at: 1, environment: { "git.head": "--output=/etc/passwd" } },
      { at: 2, ...from(COMMIT, "true") },
      { at: 3, ...from(OTHER) },
    );
    expect(spread).toBeUndefined();
    expect(unknown).toEqual({
      "no commit recorded": 2,
      "uncommitted changes": 1,
      "commit not in this clone": 1,
      "commit was live before": 0,
    });
  });
});

describe("change failure rate", () => {
  it("counts failed updates and releases that were taken back", () => {
    const {
      changeFailures,
      failed: broken,
      takenBackOrBad,
    } = figures(
      { at: 0 },
      { at: HOUR },
      { at: 2 * HOUR, ...failed },
      { at: 3 * HOUR, ...rollbackTo(1) },
      { at: 4 * HOUR },
    );
    expect([changeFailures, broken, takenBackOrBad]).toEqual([{ part: 2, of: 4, ratio: 0.5 }, 1, 1]);
  });

  it("counts what was judged bad", () => {
    const entries = historyOf({ at: 0 }, { at: HOUR });
    const { changeFailures } = deliveryMetrics(entries, at(DAY), undefined, { verdicts: new Map([["run-2", "bad"]]) });
    expect(changeFailures).toMatchObject({ part: 1, of: 2 });
  });

  it("is zero only where something was tried", () => {
    expect(figures({ at: 0 }).changeFailures).toMatchObject({ part: 0, of: 1, ratio: 0 });
    expect(figures({ at: 0, ...unchanged }).changeFailures).toBeUndefined();
  });
});

describe("time to restore", () => {
  const restored = (...given: Given[]) => {
    const { timeToRestore, openIncident } = figures(...given);
    return [timeToRestore?.samples, timeToRestore?.medianSeconds, openIncident];
  };

  it("goes from the first failure to the next good run, with the failures between", () => {
    expect(restored({ at: 0 }, { at: HOUR, ...failed }, { at: 2 * HOUR, ...failed }, { at: 4 * HOUR })).toEqual([
      1,
      3 * HOUR,
      false,
    ]);
  });

  it("goes from a release that was taken back to the rollback", () => {
    expect(restored({ at: 0 }, { at: HOUR }, { at: 2 * HOUR, ...rollbackTo(1) })).toEqual([1, HOUR, false]);
  });

  it("takes a rollback for good for as long as the release that it returned to is", () => {
    // Taken back twice to the same release: the first rollback had restored it.
    const twice = [
      { at: 0 },
      { at: HOUR },
      { at: 2 * HOUR, ...rollbackTo(1) },
      { at: 5 * HOUR },
      { at: 6 * HOUR, ...rollbackTo(1) },
    ];
    expect(restored(...twice)).toEqual([2, HOUR, false]);
    // What the first returned to was taken back as well.
    const further = [
      { at: 0 },
      { at: HOUR },
      { at: 2 * HOUR },
      { at: 3 * HOUR, ...rollbackTo(2) },
      { at: 4 * HOUR, ...rollbackTo(1) },
    ];
    expect(restored(...further)).toEqual([1, 3 * HOUR, false]);
  });

  it("is over with an update that had nothing to do only where no bad release serves", () => {
    expect(restored({ at: 0 }, { at: HOUR, ...failed }, { at: 2 * HOUR, ...unchanged })).toEqual([1, HOUR, false]);
    const bad = [{ at: 0 }, { at: HOUR }, { at: 2 * HOUR, ...unchanged }, { at: 3 * HOUR, ...rollbackTo(1) }];
    expect(restored(...bad)).toEqual([1, 2 * HOUR, false]);
  });

  it("is not made up while nothing is restored", () => {
    expect(restored({ at: 0 }, { at: HOUR, ...failed }, { at: 2 * HOUR, kind: "refresh" })).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });
});

describe("durations", () => {
  it("are those of what succeeded", () => {
    const { deploymentDuration } = figures(
      { at: 0, takes: 10 },
      { at: HOUR, takes: 20 },
      { at: 2 * HOUR, takes: 60 },
      { at: 3 * HOUR, takes: 999, ...failed },
      { at: 4 * HOUR, takes: 1, ...unchanged },
    );
    expect(deploymentDuration).toEqual({ samples: 3, medianSeconds: 20, p95Seconds: 56, totalSeconds: 90 });
  });

  it("of a rollback include the run that failed half-way, and the second one that it needs", () => {
    const { rollbackDuration } = figures(
      { at: 0 },
      { at: HOUR, takes: 20, ...rollbackTo(1), ...failed },
      { at: HOUR + 100, takes: 10, ...rollbackTo(1) },
      { at: HOUR + 115, takes: 5, ...rollbackTo(1) },
      { at: 9 * HOUR, takes: 7, ...rollbackTo(1) },
      { at: 10 * HOUR, takes: 3, ...rollbackTo(1), ...failed },
    );
    expect(rollbackDuration).toMatchObject({ samples: 2, totalSeconds: 120 + 7 });
  });
});

describe("drift", () => {
  it("is a refresh that found something, and unknown where nobody looked", () => {
    const refresh = (began: number, changes: Record<string, number>) => ({ at: began, kind: "refresh", changes });
    expect(figures({ at: 0 }).drift).toBeUndefined();
    expect(figures({ at: 0 }, refresh(HOUR, { same: 3 }), refresh(2 * HOUR, { update: 1 })).drift).toMatchObject({
      part: 1,
      of: 2,
    });
  });
});

describe("automated steps", () => {
  it("are those of a build server or a program that drives the engine", () => {
    const by = (environment: Record<string, string>, began: number) => ({ at: began, environment });
    const { automated, runsBy } = figures(
      by({ "exec.kind": "cli", "ci.system": "GitHub" }, 0),
      by({ "exec.kind": "auto.inline" }, 1),
      by({ "exec.kind": "cli", "ci.system": "" }, 2),
      by({ "exec.kind": "cli" }, 3),
      by({}, 4),
    );
    expect(runsBy).toEqual({ ci: 1, tool: 1, person: 2, unknown: 1 });
    expect(automated).toEqual({ part: 2, of: 4, ratio: 0.5 });
  });
});

describe("what cannot be read", () => {
  it("is in no figure, and is told", () => {
    const metrics = figures({ at: 0 }, { at: 0, kind: "unknown", result: "unknown", damage: "cut off" });
    expect(metrics).toMatchObject({ deployments: 1, unreadable: 1, updateSuccess: { of: 1 } });
  });
});
