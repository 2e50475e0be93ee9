import type Docker from "dockerode";
import { Deployment } from "../../test/support/deployment";
import type { Samples } from "../report/rows";
import { checkpointOf } from "./checkpoint";
import { firstAnswer, type Seen } from "./poller";
import { SignalWatch } from "./signal";
import { secondsOf } from "./stopwatch";

/** Ports of their own, so that a developer's stack and the tests may run beside the benchmark. */
const PUBLISH = { address: "127.0.0.1", port: 28443 };
const OPERATOR = { address: "127.0.0.1", port: 29443 };
export const PORTS = { publish: PUBLISH, operator: OPERATOR };

const POLL_MS = 5;
const LIMIT_MS = 300_000;
/** Requests a second, at a poll rate of 200: one value turns all but the first ten away (50 ms), the other none. */
const LIMITS = { tight: "1", wide: "500" };
const RELOAD: NodeJS.Signals = "SIGUSR2";

type Slot = "blue" | "green";

/** The development preset as a user gets it, but for its ports. Each method is one measurement, its samples go to `samples`. */
export class PlatformStack {
  readonly stack = `bench-${process.pid}`;
  readonly prefix = `vector-platform-${this.stack}`;
  readonly deployment = new Deployment(this.stack, {
    environment: "development",
    gateway: PORTS,
    slots: { blue: { version: "1.0.0" }, green: { enabled: false, version: "1.1.0" } },
  });
  private access = { ca: "", key: "" };

  constructor(
    private readonly docker: Docker,
    private readonly samples: Samples,
  ) {}

  /** Deploys once and takes it away again: the images stay, so the first `up` measures a deployment and not a build. */
  async prepare(): Promise<void> {
    await this.deployment.create();
    await this.deployment.up();
    await this.deployment.pulumi(["destroy", "--yes", "--skip-preview"]);
  }

  async firstUp(): Promise<void> {
    this.samples.add("firstUp", await secondsOf(() => this.deployment.up()));
    const { certificate, apiKey } = await this.deployment.outputs<{ certificate: string; apiKey: string }>();
    this.access = { ca: certificate, key: apiKey };
  }

  /** From the start of `pulumi up` until a client is turned away, or let in again. */
  async oneValue(): Promise<void> {
    for (const limit of [LIMITS.tight, LIMITS.wide]) {
      await this.deployment.set("gateway.rateLimit.requestsPerSecond", limit);
      const began = Date.now();
      const live = this.poll(({ status }) => (status === 429) === (limit === LIMITS.tight));
      await this.deployment.up();
      this.samples.add("oneValueUp", (Date.now() - began) / 1000);
      this.samples.add("oneValueLive", ((await live) - began) / 1000);
    }
  }

  async warmBothSlots(): Promise<void> {
    await this.deployment.set("slots.green.enabled", "true");
    await this.deployment.up();
  }

  /** From the start of `pulumi config set` until the other slot's first answer; the gateway's part from its signal on. */
  async flip(to: Slot): Promise<void> {
    const watch = await SignalWatch.on(this.docker, `${this.prefix}-gateway`, RELOAD);
    try {
      const { seconds, answeredAt } = await this.flipped(to, ["--skip-preview"]);
      this.samples.add("flip", seconds);
      this.samples.add("flipGateway", answeredAt - (await watch.sentAt));
    } finally {
      watch.stop();
    }
  }

  async flipWithPreview(to: Slot): Promise<void> {
    this.samples.add("flipWithPreview", (await this.flipped(to, [])).seconds);
  }

  weigh(): void {
    const { kiB, resources } = checkpointOf(this.deployment.stateFile);
    this.samples.add("checkpointKiB", kiB);
    this.samples.add("resources", resources);
  }

  async destroy(): Promise<void> {
    this.samples.add("destroy", await secondsOf(() => this.deployment.pulumi(["destroy", "--yes", "--skip-preview"])));
  }

  /** Whatever is left of it. */
  async remove(): Promise<void> {
    await this.deployment.remove();
  }

  /** Until the gateway lets a user through to the API and its neighbours are well. */
  healthy(): Promise<number> {
    return this.poll(({ status }) => status === 200);
  }

  private async flipped(to: Slot, flags: readonly string[]): Promise<{ seconds: number; answeredAt: number }> {
    const began = Date.now();
    const answered = this.poll(({ slot }) => slot === to);
    await this.deployment.set("activeSlot", to);
    await this.deployment.pulumi(["up", "--yes", ...flags]);
    const answeredAt = await answered;
    return { seconds: (answeredAt - began) / 1000, answeredAt };
  }

  private poll(wanted: (seen: Seen) => boolean): Promise<number> {
    const { ca, key } = this.access;
    const url = `https://${PUBLISH.address}:${PUBLISH.port}/health`;
    return firstAnswer({ url, ca, headers: { "x-api-key": key }, everyMs: POLL_MS }, wanted, LIMIT_MS);
  }
}
