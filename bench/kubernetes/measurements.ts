import type { Seen } from "../measures/poller";
import { repeated, secondsOf } from "../measures/stopwatch";
import type { Samples } from "../report/rows";
import { amongLast, type Client, pollingClient } from "./client";
import type { Measure } from "./rows";
import { LIMITS } from "./settings";
import type { Entry, Way } from "./way";

const REQUESTS_PER_SECOND = "gateway.rateLimit.requestsPerSecond";
const TURNED_AWAY = 429;
const OK = 200;
/** Answers of a tenth of a second, and how many of them tell that every pod is tight, and that one is wide again. */
const LAST = 20;
const NEARLY_ALL = 18;
const SOME = 8;

type Slot = "blue" | "green";

/** The measurements of one way; their samples go to `samples`. */
export class Measurements {
  private client: Client | undefined;

  constructor(
    private readonly way: Way,
    private readonly samples: Samples<Measure>,
    private readonly clientOf: (entry: Entry) => Client = pollingClient,
  ) {}

  /** A platform that does not answer when the command has ended was not installed. */
  async install(): Promise<void> {
    this.samples.add("install", await secondsOf(() => this.way.install()));
    this.client = this.clientOf(await this.way.entry());
    await this.client.first(({ status }) => status === OK);
  }

  previews(rounds: number): Promise<void> {
    return this.times("preview", rounds, () => this.way.preview());
  }

  noOps(rounds: number): Promise<void> {
    return this.times("noOp", rounds, () => this.way.apply());
  }

  /** From the start of the command until a client is turned away; and back, from where every pod turns it away. */
  async oneValue(): Promise<void> {
    await this.way.set(REQUESTS_PER_SECOND, LIMITS.tight);
    await this.seen("oneValue", Date.now(), ({ status }) => status === TURNED_AWAY);
    await this.way.set(REQUESTS_PER_SECOND, LIMITS.wide);
    await this.known().first(amongLast(LAST, NEARLY_ALL, ({ status }) => status === TURNED_AWAY));
    await this.seen(
      "oneValue",
      Date.now(),
      amongLast(LAST, SOME, ({ status }) => status === OK),
    );
  }

  async warmBothSlots(): Promise<void> {
    await this.way.set("slots.green.enabled", "true");
    await this.way.apply();
  }

  /** From the start of noting the value until the other slot's first answer. */
  async flip(to: Slot): Promise<void> {
    const began = Date.now();
    await this.way.set("activeSlot", to);
    await this.seen("flip", began, ({ slot }) => slot === to);
  }

  async uninstall(): Promise<void> {
    this.samples.add("uninstall", await secondsOf(() => this.way.uninstall()));
  }

  private times(measure: Measure, rounds: number, work: () => Promise<void>): Promise<void> {
    return repeated(rounds, async () => this.samples.add(measure, await secondsOf(work)));
  }

  /** Applies what was noted, with a client that asks meanwhile. */
  private async seen(what: "oneValue" | "flip", began: number, wanted: (seen: Seen) => boolean): Promise<void> {
    let failed = false;
    const live = this.known().first((seen) => failed || wanted(seen));
    // It is awaited below; a command that fails leaves it to itself.
    live.catch(() => undefined);
    try {
      await this.way.apply();
    } catch (error) {
      failed = true;
      throw error;
    }
    const ended = Date.now();
    const at = await live;
    this.samples.add(what === "flip" ? "flip" : "oneValueLive", (at - began) / 1000);
    this.samples.add(`${what}Ended`, (ended - began) / 1000);
  }

  private known(): Client {
    if (!this.client) throw new Error("the platform was not installed");
    return this.client;
  }
}
