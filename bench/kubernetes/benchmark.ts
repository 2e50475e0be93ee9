import { freeNodePort } from "../../test/support/node-port";
import { checkpointOf } from "../measures/checkpoint";
import { loadPerCore } from "../report/machine";
import type { Row } from "../report/row";
import { Samples } from "../report/rows";
import type { Steps } from "../steps";
import { HelmWay } from "./helm-way";
import { pullImages } from "./images";
import { Measurements } from "./measurements";
import { PulumiWay } from "./pulumi-way";
import { type Measure, rowsOf } from "./rows";
import { configOf, type Settings, settingsFor } from "./settings";
import type { Way } from "./way";

const ROUNDS = 3;

/** The whole run on a cluster: one way after the other, as two platforms on it would measure each other. */
export class KubernetesBenchmark {
  private readonly pulumi = new Samples<Measure>();
  private readonly helm = new Samples<Measure>();
  /** Load per core before and after each way: ratios say little where these differ. */
  readonly loads: Record<string, readonly [number, number]> = {};
  /** Namespaces are named after it, and two runs must not meet. */
  private readonly name = `bench-${process.pid}-${Date.now().toString(36)}`;

  constructor(private readonly steps: Steps) {}

  async run(): Promise<void> {
    const settings = settingsFor(await freeNodePort());
    if (!(await this.steps.run("kubernetes: images", () => this.prepare(settings)))) return;
    const pulumi = new PulumiWay(this.name, settings);
    await this.measure(pulumi, this.pulumi, async () => this.weigh(pulumi));
    await this.measure(new HelmWay(`vp-${this.name}-helm`, configOf(settings, this.name)), this.helm);
  }

  get rows(): Row[] {
    return rowsOf(this.pulumi, this.helm);
  }

  private prepare(settings: Settings): Promise<void> {
    const slots = { blue: { version: "1.0.0" }, green: { enabled: true, version: "1.1.0" } };
    return pullImages(`vp-${this.name}-images`, configOf({ ...settings, slots }, this.name));
  }

  private async measure(way: Way, samples: Samples<Measure>, weigh?: () => Promise<void>): Promise<void> {
    const measured = new Measurements(way, samples);
    const before = loadPerCore();
    const step = (name: string, work: () => Promise<unknown>) => this.steps.run(`${way.name}: ${name}`, work);
    try {
      if (!(await step("create", () => way.create()))) return;
      if (!(await step("install", () => measured.install()))) return;
      await step("preview", () => measured.previews(ROUNDS));
      await step("nothing to change", () => measured.noOps(ROUNDS));
      if (weigh) await step("checkpoint", weigh);
      await step("one value: tight, wide", () => measured.oneValue());
      if (await step("both slots", () => measured.warmBothSlots())) {
        for (const slot of ["green", "blue"] as const) await step(`flip to ${slot}`, () => measured.flip(slot));
      }
      await step("uninstall", () => measured.uninstall());
    } finally {
      this.loads[way.name] = [before, loadPerCore()];
      await this.steps.cleanUp(`${way.name}: remove`, () => way.remove());
    }
  }

  private weigh({ deployment }: PulumiWay): void {
    const { kiB, resources } = checkpointOf(deployment.stateFile);
    this.pulumi.add("checkpointKiB", kiB);
    this.pulumi.add("resources", resources);
  }
}
