import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Dependency, reasonOf } from "../../../../services/api/src/dependencies/dependency";
import { DependencyMonitor } from "../../../../services/api/src/dependencies/monitor";

class Probe implements Dependency {
  readonly name = "redis";
  readonly essential = false;
  answer: () => Promise<void> = async () => undefined;

  check(): Promise<void> {
    return this.answer();
  }
}

const refused = () => Promise.reject(Object.assign(new Error("connect 10.0.0.7"), { code: "ECONNREFUSED" }));

describe("DependencyMonitor", () => {
  let probe: Probe;
  let changes: string[];
  let monitor: DependencyMonitor;

  beforeEach(() => {
    vi.useFakeTimers();
    probe = new Probe();
    changes = [];
    monitor = new DependencyMonitor([probe], { onChange: ({ status }) => changes.push(status) });
  });

  afterEach(() => {
    monitor.stop();
    vi.useRealTimers();
  });

  it("knows nothing before the first check", () => {
    expect(monitor.statuses()).toEqual([{ name: "redis", essential: false, status: "unknown", latencyMs: null }]);
  });

  it("says down at once when the first check fails", async () => {
    probe.answer = refused;
    await monitor.start();
    expect(monitor.statuses()[0]).toMatchObject({ status: "down", reason: "ECONNREFUSED" });
  });

  it("bears one failure, not two, and believes the first success", async () => {
    await monitor.start();
    probe.answer = refused;
    await vi.advanceTimersByTimeAsync(2000);
    expect(monitor.isUp("redis")).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(monitor.isUp("redis")).toBe(false);
    probe.answer = async () => undefined;
    await vi.advanceTimersByTimeAsync(500);
    expect(monitor.isUp("redis")).toBe(true);
    expect(changes).toEqual(["up", "down", "up"]);
  });

  it("counts no answer within a second as a failure", async () => {
    probe.answer = () => new Promise(() => undefined);
    const started = monitor.start();
    await vi.advanceTimersByTimeAsync(1000);
    await started;
    expect(monitor.statuses()[0]).toMatchObject({ status: "down", reason: "timeout" });
  });

  it("asks no more once stopped", async () => {
    const check = vi.spyOn(probe, "check");
    await monitor.start();
    monitor.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(check).toHaveBeenCalledTimes(1);
  });
});

describe("reasonOf", () => {
  it.each([
    ["ECONNREFUSED", Object.assign(new Error("to 10.0.0.7"), { code: "ECONNREFUSED" })],
    ["ENOTFOUND", new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) })],
    ["ECONNRESET", new AggregateError([Object.assign(new Error(), { code: "ECONNRESET" })])],
    ["status 403", Object.assign(new Error("no"), { status: 403 })],
    ["Error", new Error("host 10.0.0.7 said no")],
    ["error", "10.0.0.7"],
  ])("is %s", (reason, error) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
