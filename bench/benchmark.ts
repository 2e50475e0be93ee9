import type Docker from "dockerode";
import { Compose, type Way } from "./compose/compose";
import type { ComposeProgram } from "./compose/program";
import { EmptyProgram } from "./measures/empty-program";
import { PlatformStack } from "./measures/platform";
import { repeated, secondsOf } from "./measures/stopwatch";
import { type Phases, programStartMs } from "./phases/phases";
import { traced } from "./phases/trace";
import type { Measure, Samples } from "./report/rows";
import { measureRollback } from "./rollback/measure";
import type { Steps } from "./steps";

const ROUNDS = 3;
const PREVIEW = ["preview"];
const UP = ["up", "--yes", "--skip-preview"];

export interface Breakdown {
  readonly platform: Phases;
  readonly empty: Phases;
}

/** The whole run: what it measures, in which order, and what it takes away again. */
export class Benchmark {
  /** Of the last traced preview. */
  breakdown: Breakdown | undefined;
  private readonly floor = new EmptyProgram();
  private readonly platform: PlatformStack;

  constructor(
    private readonly docker: Docker,
    private readonly composeProgram: ComposeProgram | undefined,
    private readonly steps: Steps,
    private readonly samples: Samples,
  ) {
    this.platform = new PlatformStack(docker, samples);
  }

  async run(): Promise<void> {
    const { steps, platform, floor } = this;
    let compose: Compose | undefined;
    try {
      if (!(await steps.run("empty program: create, first up", () => floor.create()))) return;
      if (!(await steps.run("platform: images, by an up that is not timed", () => platform.prepare()))) return;
      if (await steps.run("platform: first up", () => platform.firstUp())) {
        compose = await this.copied();
        await this.measureRunning();
        await steps.run("platform: destroy", () => platform.destroy());
      }
    } finally {
      await steps.cleanUp("platform: remove", () => platform.remove());
      await steps.cleanUp("empty program: remove", () => floor.remove());
      if (compose) await this.measureCompose(compose);
    }
    await measureRollback(steps, this.samples);
  }

  /** Ours and the floor take turns, so that a neighbour's load hits both. */
  private async measureRunning(): Promise<void> {
    const { steps, platform } = this;
    await steps.run("preview, where nothing changes", () => this.inTurn("preview", "emptyPreview", PREVIEW));
    await steps.run("no-op up", () => this.inTurn("noOpUp", "emptyNoOpUp", UP));
    await this.previews("preview with the probe", ROUNDS);
    await steps.run("checkpoint", async () => platform.weigh());
    await steps.run("one value: tight, wide", () => platform.oneValue());
    if (!(await steps.run("both slots", () => platform.warmBothSlots()))) return;
    for (const slot of ["green", "blue", "green"] as const)
      await steps.run(`flip to ${slot}`, () => platform.flip(slot));
    await steps.run("flip to blue, with its preview", () => platform.flipWithPreview("blue"));
  }

  private inTurn(ours: Measure, floors: Measure, args: readonly string[]): Promise<void> {
    return repeated(ROUNDS, async () => {
      this.samples.add(floors, await secondsOf(() => this.floor.deployment.pulumi(args)));
      this.samples.add(ours, await secondsOf(() => this.platform.deployment.pulumi(args)));
    });
  }

  private previews(name: string, rounds: number): Promise<boolean> {
    return this.steps.run(name, () =>
      repeated(rounds, async () => {
        const empty = await traced(this.floor.deployment, PREVIEW);
        const platform = await traced(this.platform.deployment, PREVIEW);
        this.breakdown = { platform, empty };
        this.samples.add("emptyProgramStart", programStartMs(empty) / 1000);
        this.samples.add("programStart", programStartMs(platform) / 1000);
      }),
    );
  }

  private async copied(): Promise<Compose | undefined> {
    const program = this.composeProgram;
    if (!program) return undefined;
    const { stack, prefix } = this.platform;
    let compose: Compose | undefined;
    await this.steps.run("docker-compose: the same containers", async () => {
      compose = await Compose.of(this.docker, program, `${stack}-compose`, prefix);
    });
    return compose;
  }

  /** When the stack is gone: it has the same ports, and must not take cores from it. */
  private async measureCompose(compose: Compose): Promise<void> {
    await this.composeUp(compose, "at once", "composeUp");
    await this.steps.cleanUp("docker-compose: down", () => compose.down());
    await this.composeUp(compose, "ordered", "composeOrderedUp");
    await this.steps.cleanUp("docker-compose: remove", () => compose.remove());
  }

  private composeUp(compose: Compose, way: Way, measure: Measure): Promise<boolean> {
    return this.steps.run(`docker-compose: up, ${way}, until the gateway answers`, async () => {
      const up = async () => {
        await compose.up(way);
        await this.platform.healthy();
      };
      this.samples.add(measure, await secondsOf(up));
    });
  }
}
