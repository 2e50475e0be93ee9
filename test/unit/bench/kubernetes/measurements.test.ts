import { describe, expect, it } from "vitest";
import { amongLast, type Client } from "../../../../bench/kubernetes/client";
import { Measurements } from "../../../../bench/kubernetes/measurements";
import type { Measure } from "../../../../bench/kubernetes/rows";
import type { Way } from "../../../../bench/kubernetes/way";
import type { Seen } from "../../../../bench/measures/poller";
import { Samples } from "../../../../bench/report/rows";

const answer = (status: number, slot?: string): Seen => ({ status, slot });

/** A platform whose commands and requests are noted, and whose answers change when a value is applied. */
class Fake implements Way, Client {
  readonly name = "fake";
  readonly done: string[] = [];
  failing = false;
  private readonly noted = new Map<string, string>();
  private readonly waiting = new Set<() => void>();
  private now = answer(200, "blue");

  create = async () => this.note("create");
  install = async () => this.note("install");
  entry = async () => ({ url: "", ca: "", key: "" });
  preview = async () => this.note("preview");
  uninstall = async () => this.note("uninstall");
  remove = async () => this.note("remove");

  async set(path: string, value: string) {
    this.note(`${path} ${value}`);
    this.noted.set(path, value);
  }

  async apply() {
    this.note("apply");
    if (this.failing) throw new Error("not ready in time");
    const tight = this.noted.get("gateway.rateLimit.requestsPerSecond") === "1";
    this.now = answer(tight ? 429 : 200, this.noted.get("activeSlot") ?? "blue");
    for (const ask of this.waiting) ask();
  }

  first(wanted: (seen: Seen) => boolean): Promise<number> {
    this.note("ask");
    return new Promise((resolve) => {
      const ask = () => {
        // A steady stream of the same answer, until the next change.
        for (let i = 0; i < 1000; i++) if (wanted(this.now)) return resolve(Date.now());
      };
      this.waiting.add(ask);
      ask();
    });
  }

  private note(what: string): void {
    this.done.push(what);
  }
}

async function installed() {
  const way = new Fake();
  const samples = new Samples<Measure>();
  const measured = new Measurements(way, samples, () => way);
  await measured.install();
  way.done.length = 0;
  return { way, samples, measured };
}

describe("measurements of a way", () => {
  it("count an install whose gateway answers", async () => {
    const way = new Fake();
    const samples = new Samples<Measure>();
    await new Measurements(way, samples, () => way).install();
    expect(way.done).toEqual(["install", "ask"]);
    expect(samples.of("install")).toHaveLength(1);
  });

  it("repeat what is cheap", async () => {
    const { way, samples, measured } = await installed();
    await measured.previews(3);
    await measured.noOps(2);
    expect(way.done).toEqual(["preview", "preview", "preview", "apply", "apply"]);
    expect([samples.of("preview").length, samples.of("noOp").length]).toEqual([3, 2]);
  });

  it("ask before the command begins; and back only from where every pod turns clients away", async () => {
    const { way, samples, measured } = await installed();
    await measured.oneValue();
    const path = "gateway.rateLimit.requestsPerSecond";
    expect(way.done).toEqual([`${path} 1`, "ask", "apply", `${path} 600`, "ask", "ask", "apply"]);
    expect([samples.of("oneValueLive").length, samples.of("oneValueEnded").length]).toEqual([2, 2]);
  });

  it("end a flip with the other slot's answer, and count the noting of the value", async () => {
    const { way, samples, measured } = await installed();
    await measured.warmBothSlots();
    way.done.length = 0;
    await measured.flip("green");
    expect(way.done).toEqual(["activeSlot green", "ask", "apply"]);
    expect([samples.of("flip").length, samples.of("flipEnded").length]).toEqual([1, 1]);
  });

  it("take no sample of a command that fails, and say why", async () => {
    const { way, samples, measured } = await installed();
    way.failing = true;
    await expect(measured.flip("green")).rejects.toThrow("not ready in time");
    expect([samples.of("flip"), samples.of("flipEnded")]).toEqual([[], []]);
  });

  it("need a platform", async () => {
    const measured = new Measurements(new Fake(), new Samples());
    await expect(measured.flip("green")).rejects.toThrow("the platform was not installed");
  });
});

describe("the last answers", () => {
  it("tell when enough of them are alike; older ones no longer count", () => {
    const two = amongLast(3, 2, ({ status }) => status === 429);
    expect([429, 200, 200, 429, 200, 429].map((status) => two(answer(status)))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it("do not take a tight gateway's one request a second for a wide one", () => {
    const wide = amongLast(20, 8, ({ status }) => status === 200);
    const trickle = Array.from({ length: 400 }, (_, i) => wide(answer(i % 100 === 0 ? 200 : 429)));
    expect(trickle).not.toContain(true);
  });
});
