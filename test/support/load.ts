import { Agent, type RequestOptions, request } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

export interface LoadOptions {
  readonly url: string;
  readonly ca: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Requests a second, whether or not earlier ones have been answered, as long as this machine keeps up: with too many of
   * them open it waits, and what a stall has left out is not made up for, since either would test the machine.
   */
  readonly perSecond: number;
}

/** What a load saw. Half of the requests travel on kept-alive connections, half on new ones. */
export interface LoadResult {
  readonly sent: number;
  /** Everything but a 200 answer in time. */
  readonly failed: number;
  /** The first few failures, in words. */
  readonly failures: readonly string[];
  /** Requests a second that were really sent, over the whole time. */
  readonly perSecond: number;
  /** Answers by the slot named in the response header. */
  readonly bySlot: Readonly<Record<string, number>>;
  /** When each slot first answered, on the clock of `performance.now()`. */
  readonly firstAnswer: Readonly<Record<string, number>>;
  readonly milliseconds: { readonly p50: number; readonly p95: number; readonly p99: number };
}

const KEPT_CONNECTIONS = 8;
/** As long as the gateway itself waits for an answer, and for one more try. */
const TIMEOUT_MS = 60_000;
const TICK_MS = 10;
const LOOK_MS = 100;
/**
 * Enough for the rate at 80 ms an answer. More would only wait in a queue when the machine is slower than that, until health
 * checks wait there too and an overload is taken for a failure.
 */
const MAX_OPEN = 16;
/** Sent in one tick at most: what is more fell into a pause of this program. */
const MAX_AT_ONCE = 40;

/** Sends requests at a steady rate until `stop`. */
export class Load {
  private readonly kept = new Agent({ keepAlive: true, maxSockets: KEPT_CONNECTIONS });
  private readonly inFlight = new Set<Promise<void>>();
  private readonly latencies: number[] = [];
  private readonly failures: string[] = [];
  private readonly bySlot: Record<string, number> = {};
  private readonly firstAnswer: Record<string, number> = {};
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  /** Requests that should have been sent and never will be. */
  private skipped = 0;
  private sent = 0;
  private endedAt: number | undefined;

  constructor(private readonly options: LoadOptions) {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  get count(): number {
    return this.sent;
  }

  /** Waits until that many have been sent, however long this machine takes for them. */
  async reached(count: number): Promise<void> {
    while (this.sent < count) await pause(LOOK_MS);
  }

  /** Waits until a slot has answered that many, or something has failed. */
  async answeredBy(slot: string, count: number): Promise<void> {
    while ((this.bySlot[slot] ?? 0) < count && this.failures.length === 0) await pause(LOOK_MS);
  }

  private get seconds(): number {
    return ((this.endedAt ?? performance.now()) - this.startedAt) / 1000;
  }

  async stop(): Promise<LoadResult> {
    clearInterval(this.timer);
    this.endedAt ??= performance.now();
    const perSecond = Math.round(this.sent / this.seconds);
    await Promise.all(this.inFlight);
    this.kept.destroy();
    const sorted = this.latencies.sort((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
    return {
      sent: this.sent,
      failed: this.failures.length,
      failures: this.failures.slice(0, 10),
      perSecond,
      bySlot: this.bySlot,
      firstAnswer: this.firstAnswer,
      milliseconds: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    };
  }

  private tick(): void {
    const scheduled = Math.floor(this.seconds * this.options.perSecond) - this.skipped;
    const due = Math.min(scheduled, this.sent + MAX_AT_ONCE, this.sent + MAX_OPEN - this.inFlight.size);
    this.skipped += scheduled - due;
    while (this.sent < due) {
      const sending = this.send(this.sent++ % 2 === 0 ? this.kept : false);
      this.inFlight.add(sending);
      void sending.finally(() => this.inFlight.delete(sending));
    }
  }

  private send(agent: Agent | false): Promise<void> {
    const { url, ca, method = "GET", headers, body } = this.options;
    const began = performance.now();
    const options: RequestOptions = { method, ca, agent, headers: { ...headers }, timeout: TIMEOUT_MS };
    return new Promise((resolve) => {
      const failed = (why: string) => {
        this.failures.push(
          `after ${Math.round(began - this.startedAt)} ms, ${agent ? "kept" : "new"} connection: ${why}`,
        );
        resolve();
      };
      const sending = request(url, options, (response) => {
        response.resume().on("error", (error) => failed(error.message));
        response.on("end", () => {
          if (response.statusCode !== 200) return failed(`status ${response.statusCode}`);
          this.answered(began, `${response.headers["x-slot"]}`);
          resolve();
        });
      });
      sending.on("timeout", () => sending.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      sending.on("error", (error) => failed(error.message));
      sending.end(body);
    });
  }

  private answered(began: number, slot: string): void {
    const now = performance.now();
    this.latencies.push(now - began);
    this.bySlot[slot] = (this.bySlot[slot] ?? 0) + 1;
    this.firstAnswer[slot] ??= now;
  }
}
