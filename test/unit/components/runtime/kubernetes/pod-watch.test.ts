import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Kubectl } from "../../../../../components/runtime/kubernetes/kubectl";
import { PodWatch } from "../../../../../components/runtime/kubernetes/pod-watch";
import { APP } from "./specs";

const CRASHED = {
  metadata: { name: "app-1", uid: "u1", labels: { "app.kubernetes.io/name": "app" } },
  status: {
    containerStatuses: [
      {
        name: "app",
        restartCount: 1,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: {
          terminated: { exitCode: 3, startedAt: "2026-01-01T00:00:00Z", finishedAt: "2026-01-01T00:00:01Z" },
        },
      },
    ],
  },
};

/** A cluster that answers from memory, and what was asked of it. */
function cluster(pods: unknown[], words = "one\n\ntwo\n") {
  const asked: string[][] = [];
  const kubectl = async (args: readonly string[]) => {
    asked.push([...args]);
    return args[1] === "pods" ? JSON.stringify({ items: pods }) : words;
  };
  return { asked, kubectl };
}

/** A controller of which the engine says when it is there. */
function controller() {
  let arrive: (id: string) => void = () => undefined;
  const id = pulumi.output(new Promise<string>((resolve) => (arrive = resolve)));
  const parent = { name: "parent" } as unknown as pulumi.Resource;
  return { controller: { id } as unknown as pulumi.CustomResource, parent, begins: pulumi.output(0), arrive };
}

/** What outputs have to say is said over several turns. */
async function settled() {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}

/** A watch over the app, and what it tells. */
async function watching(kubectl: Kubectl, awaited = controller()) {
  const told: string[] = [];
  const clock = { now: 1_000_000 };
  const watch = new PodWatch(
    kubectl,
    300,
    (message, about) => {
      expect(about).toBe(awaited.parent);
      told.push(message);
    },
    () => clock.now,
  );
  watch.follow(APP, "vp-test", awaited);
  await settled();
  return { watch, told, clock };
}

afterEach(() => vi.useRealTimers());

describe("the watch over pods", () => {
  it("tells once why a workload does not become ready, in its own words", async () => {
    const pods: unknown[] = [];
    const { asked, kubectl } = cluster(pods);
    const { watch, told } = await watching(kubectl);
    await watch.look();
    pods.push(CRASHED);
    await watch.look();
    await watch.look();
    expect(told).toEqual([
      "app is not ready: it crashed 2 times (exit code 3) (pod app-1)\nlast lines of its log:\n  | one\n  | two\nready meanwhile: nothing",
    ]);
    expect(asked[2]).toEqual(["logs", "app-1", "--namespace", "vp-test", "--container", "app", "--tail", "25"]);
    expect(asked).toHaveLength(3);
  });

  it("does not judge what was left over from before, unless it stays", async () => {
    const { kubectl } = cluster([CRASHED]);
    const { watch, told, clock } = await watching(kubectl);
    await watch.look();
    clock.now += 29_000;
    await watch.look();
    expect(told).toEqual([]);
    clock.now += 1000;
    await watch.look();
    expect(told).toHaveLength(1);
  });

  it("does not judge a pod that gives way to a newer one", async () => {
    const made = (uid: string, hash: string, creationTimestamp: string, status: object) => {
      const labels = { ...CRASHED.metadata.labels, "pod-template-hash": hash };
      return { metadata: { name: `app-${uid}`, uid, creationTimestamp, labels }, status };
    };
    const old = made("old", "a", "2026-01-01T00:00:00Z", CRASHED.status);
    const starting = made("new", "b", "2026-01-02T00:00:00Z", {});
    const { kubectl } = cluster([old, starting]);
    const { watch, told, clock } = await watching(kubectl);
    await watch.look();
    clock.now += 40_000;
    await watch.look();
    expect(told).toEqual([]);
  });

  it("asks the cluster where nothing has run", async () => {
    const waiting = [{ name: "app", restartCount: 0, state: { waiting: { reason: "ErrImagePull", message: "gone" } } }];
    const { asked, kubectl } = cluster([{ ...CRASHED, status: { containerStatuses: waiting } }], "Failed: gone\n");
    const { watch, told, clock } = await watching(kubectl);
    await watch.look();
    clock.now += 30_000;
    await watch.look();
    expect(told[0]).toContain("it cannot be started (ErrImagePull): gone");
    expect(told[0]).toContain("  | Failed: gone");
    expect(asked[2]).toContain("involvedObject.name=app-1,type=Warning");
  });

  it("measures by its own clock how long a process has been running", async () => {
    const silent = [{ name: "app", restartCount: 0, started: false, state: { running: { startedAt: "long ago" } } }];
    const { kubectl } = cluster([{ ...CRASHED, status: { containerStatuses: silent } }]);
    const { watch, told, clock } = await watching(kubectl);
    await watch.look();
    clock.now += 29_000;
    await watch.look();
    expect(told).toEqual([]);
    clock.now += 1000;
    await watch.look();
    expect(told[0]).toContain("app is not ready: it did not answer its probe within 30 s");
  });

  it("waits until the engine can begin, then looks again and again, until all is there", async () => {
    vi.useFakeTimers();
    let looks = 0;
    const kubectl = () => {
      looks++;
      return Promise.reject(new Error("unreachable"));
    };
    let begin: (value: unknown) => void = () => undefined;
    const awaited = { ...controller(), begins: pulumi.output(new Promise((resolve) => (begin = resolve))) };
    await watching(kubectl, awaited);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks).toBe(0);
    begin(0);
    await settled();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks).toBeGreaterThanOrEqual(2);
    awaited.arrive("id");
    await settled();
    await vi.advanceTimersByTimeAsync(10_000);
    const before = looks;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says what it could not read instead of nothing", async () => {
    const { kubectl } = cluster([CRASHED]);
    const mute: Kubectl = (args) => (args[0] === "logs" ? Promise.reject(new Error("forbidden")) : kubectl(args));
    const { watch, told, clock } = await watching(mute);
    await watch.look();
    clock.now += 30_000;
    await watch.look();
    expect(told[0]).toContain("  | forbidden");
  });
});
