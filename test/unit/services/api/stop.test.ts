import { describe, expect, it } from "vitest";
import { Drain } from "../../../../services/api/src/drain";
import { createLog } from "../../../../services/api/src/log";
import { stopGracefully } from "../../../../services/api/src/stop";

const log = createLog("silent");

function server(close: () => Promise<void>) {
  return { port: 0, drain: new Drain(), close };
}

describe("stopGracefully", () => {
  it("is not ready at once, but closes only after the drain period", async () => {
    const closed: number[] = [];
    const started = performance.now();
    const target = server(async () => {
      closed.push(performance.now() - started);
    });
    const stopping = stopGracefully(target, { drainSeconds: 0.2, finishSeconds: 1, log });
    expect([target.drain.draining, closed]).toEqual([true, []]);
    expect(await stopping).toBe(0);
    expect(closed[0]).toBeGreaterThanOrEqual(195);
  });

  it("is 1 when requests do not finish in time", async () => {
    const target = server(() => new Promise(() => undefined));
    expect(await stopGracefully(target, { drainSeconds: 0, finishSeconds: 0.05, log })).toBe(1);
  });

  it("skips the rest of the drain period when hurried", async () => {
    const hurry = new AbortController();
    const stopping = stopGracefully(
      server(async () => undefined),
      {
        drainSeconds: 3600,
        finishSeconds: 1,
        hurry: hurry.signal,
        log,
      },
    );
    hurry.abort();
    expect(await stopping).toBe(0);
  });
});
