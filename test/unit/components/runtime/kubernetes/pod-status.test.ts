import { describe, expect, it } from "vitest";
import { type ListedPod, report } from "../../../../../components/runtime/kubernetes/pod-report";
import {
  type ContainerStatus,
  isReady,
  type Pod,
  troubleOf,
} from "../../../../../components/runtime/kubernetes/pod-status";

const PATIENCE = { startWithinSeconds: 30, arriveSeconds: 90, inSightSeconds: 5, runningSeconds: 5 };

const status = (container: Partial<ContainerStatus>): ContainerStatus => ({
  name: "app",
  restartCount: 0,
  state: {},
  ...container,
});
const pod = (statuses: Pod["status"] = {}): Pod => ({ metadata: { name: "app-1", uid: "u1" }, status: statuses });
const withMain = (container: Partial<ContainerStatus>) => pod({ containerStatuses: [status(container)] });
const ended = (exitCode: number, seconds: number, reason = "Error") => ({
  terminated: {
    exitCode,
    reason,
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: new Date(Date.parse("2026-01-01T00:00:00Z") + seconds * 1000).toISOString(),
  },
});
const backOff = { waiting: { reason: "CrashLoopBackOff" } };
const running = { running: { startedAt: "2026-01-01T00:00:00Z" } };
const ready = { conditions: [{ type: "Ready", status: "True" }] };

describe("a pod", () => {
  it("is ready when it says so and is not about to go", () => {
    expect(isReady(pod(ready))).toBe(true);
    expect(isReady(pod())).toBe(false);
    expect(isReady({ ...pod(ready), metadata: { name: "a", uid: "u", deletionTimestamp: "now" } })).toBe(false);
  });

  it.each([
    ["begins", pod(), PATIENCE],
    ["fetches its image", withMain({ state: { waiting: { reason: "ContainerCreating" } } }), PATIENCE],
    ["starts", withMain({ state: running, started: false }), PATIENCE],
    ["crashed once", withMain({ state: ended(1, 1) }), PATIENCE],
    ["tries again", withMain({ state: running, restartCount: 3, lastState: ended(1, 1) }), PATIENCE],
    ["is ready", pod({ ...ready, containerStatuses: [status({ state: ended(1, 1), restartCount: 9 })] }), PATIENCE],
    [
      "passes its check",
      pod({ initContainerStatuses: [status({ name: "check", state: ended(0, 1, "Completed") })] }),
      PATIENCE,
    ],
  ])("that %s is in no trouble", (_, fine, patience) => {
    expect(troubleOf(fine, patience)).toBeUndefined();
  });

  it("about to go is nobody's trouble", () => {
    const going = { ...withMain({ state: backOff, restartCount: 5, lastState: ended(1, 1) }) };
    const metadata = { ...going.metadata, deletionTimestamp: "now" };
    expect(troubleOf({ ...going, metadata }, PATIENCE)).toBeUndefined();
  });

  it.each([
    [
      "crashes",
      withMain({ state: backOff, restartCount: 1, lastState: ended(3, 1) }),
      { why: "it crashed 2 times (exit code 3)", container: "app" },
    ],
    [
      "runs out of memory",
      withMain({ state: backOff, restartCount: 1, lastState: ended(137, 90, "OOMKilled") }),
      { why: "it crashed 2 times (it needs more memory than its limit)", container: "app" },
    ],
    [
      "was ended for its silence",
      withMain({ state: backOff, restartCount: 1, lastState: ended(0, 31, "Completed") }),
      { why: "it did not answer its probe within 30 s", container: "app" },
    ],
    [
      "cannot have its image",
      withMain({ state: { waiting: { reason: "ImagePullBackOff", message: "not found" } } }),
      { why: "it cannot be started (ImagePullBackOff): not found" },
    ],
    [
      "cannot have its image, nobody says why",
      withMain({ state: { waiting: { reason: "ErrImagePull" } } }),
      { why: "it cannot be started (ErrImagePull): no reason given" },
    ],
    [
      "has files that do not pass",
      pod({ initContainerStatuses: [status({ name: "check", state: ended(1, 1) })] }),
      { why: "its configuration does not pass its check", container: "check" },
    ],
    [
      "has files that did not pass",
      pod({ initContainerStatuses: [status({ name: "check", state: backOff, lastState: ended(1, 1) })] }),
      { why: "its configuration does not pass its check", container: "check" },
    ],
  ])("that %s says so", (_, broken, trouble) => {
    expect(troubleOf(broken, PATIENCE)).toEqual({ pod: "app-1", ...trouble });
  });

  it("that runs and does not answer is slow when its time is over, not before", () => {
    const silent = withMain({ state: running, started: false });
    const why = "it did not answer its probe within 30 s";
    expect(troubleOf(silent, { ...PATIENCE, runningSeconds: 29 })).toBeUndefined();
    expect(troubleOf(silent, { ...PATIENCE, runningSeconds: 30 })).toEqual({ pod: "app-1", why, container: "app" });
  });

  it("that no node takes, or that gets nowhere, says so after a while", () => {
    const homeless = pod({
      conditions: [
        { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1: Insufficient cpu." },
      ],
    });
    expect(troubleOf(homeless, { ...PATIENCE, inSightSeconds: 20 })).toBeUndefined();
    expect(troubleOf(homeless, { ...PATIENCE, inSightSeconds: 25 })?.why).toBe(
      "no node takes it: 0/1: Insufficient cpu.",
    );
    const stuck = withMain({ state: { waiting: { reason: "ContainerCreating" } } });
    expect(troubleOf(stuck, { ...PATIENCE, inSightSeconds: 74 })).toBeUndefined();
    expect(troubleOf(stuck, { ...PATIENCE, inSightSeconds: 75 })?.why).toBe(
      "after 75 s it is still in the state ContainerCreating",
    );
  });
});

describe("a report", () => {
  const listed = (name: string, statuses: Pod["status"]): ListedPod => ({
    metadata: { name: `${name}-x`, uid: name, labels: { "app.kubernetes.io/name": name } },
    status: statuses,
  });

  it("has the last lines of the log, and what still serves", () => {
    const pods = [listed("app", {}), listed("app", ready), listed("app-green", ready), listed("app-green", ready)];
    const trouble = { pod: "app-x", why: "it crashed 2 times (exit code 3)", container: "app" };
    expect(report("app", trouble, ["no such model"], pods)).toBe(
      [
        "app is not ready: it crashed 2 times (exit code 3) (pod app-x)",
        "last lines of its log:",
        "  | no such model",
        "app: the old configuration still serves",
        "ready meanwhile: app (1), app-green (2)",
      ].join("\n"),
    );
  });

  it("has what the cluster says where nothing has run, and hides no emptiness", () => {
    const trouble = { pod: "app-x", why: "no node takes it: full" };
    expect(report("app", trouble, ["FailedScheduling: full"], [])).toContain(
      "what the cluster says about it:\n  | Failed",
    );
    expect(report("app", trouble, [], [])).toBe(
      "app is not ready: no node takes it: full (pod app-x)\nready meanwhile: nothing",
    );
  });
});
