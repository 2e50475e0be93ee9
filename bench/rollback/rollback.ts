import { copyFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Deployment, run } from "../../test/support/deployment";
import type { Measure, Samples } from "../report/rows";
import { Load, outcomeOf } from "./load";
import { Repository } from "./repository";
import { askAs } from "./user";

const VP = resolve(__dirname, "../../operations/vp/bin/vp.js");
export const REQUESTS_PER_SECOND = 20;
/** After the command has ended; users that are not back by then do not come back by themselves. */
const PATIENCE_MS = 60_000;
const BETWEEN_LOOKS_MS = 100;
/** Users that were there before, so that the first request of the change is not the first of all. */
const WARM_UP_MS = 1000;

/** Releases by the name of their commit: what is returned to, one that differs in the slot alone, one that differs in much. */
type Commit = "good" | "flipped" | "changed";
type Way = "replay" | "git";
type Path = "Fast" | "Full";

const ANSWERS: Readonly<Record<Commit, string>> = {
  good: "blue 1.0.0",
  flipped: "green 1.1.0",
  changed: "green 1.2.0",
};

/** A development stack that is taken back in both ways: by replaying its checkpoint, and by its old program. */
export class Rollback {
  private readonly repository = new Repository();
  private readonly deployment: Deployment;
  private user: Parameters<typeof askAs>[0] | undefined;
  private created = false;

  constructor(
    stack: string,
    config: Readonly<Record<string, unknown>>,
    private readonly samples: Samples,
  ) {
    const slots = { blue: { version: "1.0.0" }, green: { enabled: true, version: "1.1.0" } };
    this.deployment = new Deployment(stack, { ...config, slots }, this.repository.folder);
  }

  /** The good release is the stack's first run. */
  async create(): Promise<void> {
    await this.repository.create();
    await this.deployment.create();
    this.created = true;
    this.versionStackFile();
    await this.deployment.up();
    await this.repository.commit("good");
    const { certificate, apiKey, endpoints } = await this.deployment.outputs<Outputs>();
    this.user = { url: endpoints.public, ca: certificate, key: apiKey };
  }

  /** To a slot that is still warm. */
  async fast(): Promise<void> {
    await this.deployment.set("activeSlot", "green");
    await this.release("flipped");
    await this.measure("Fast", "replay");
    await this.return("flipped");
    await this.measure("Fast", "git");
  }

  /** To a slot that is gone; another version, another configuration and a collection have come meanwhile. */
  async full(): Promise<void> {
    await this.deployment.set("slots.green.version", "1.2.0");
    await this.deployment.set("activeSlot", "green");
    await this.deployment.set("slots.blue.enabled", "false");
    await this.deployment.set("gateway.rateLimit.requestsPerSecond", "500");
    await this.deployment.set("collections.extra.dimensions", "8");
    await this.release("changed");
    await this.measure("Full", "replay");
    await this.return("changed");
    await this.measure("Full", "git");
  }

  /** Once more to where the fast path begins. */
  async again(): Promise<void> {
    await this.return("flipped");
    await this.measure("Fast", "git");
    await this.return("flipped");
    await this.measure("Fast", "replay");
  }

  async remove(): Promise<void> {
    if (this.created) await this.deployment.remove();
    this.repository.remove();
  }

  /** The stack file lies where users have it, under version control; the deployment's own name leads there. */
  private versionStackFile(): void {
    const { configFile, stack } = this.deployment;
    const versioned = join(this.repository.folder, `Pulumi.${stack}.yaml`);
    copyFileSync(configFile, versioned);
    rmSync(configFile);
    symlinkSync(versioned, configFile);
  }

  private async release(name: Commit): Promise<void> {
    await this.repository.commit(name);
    await this.return(name);
  }

  /** Not measured. */
  private async return(name: Commit): Promise<void> {
    await this.repository.checkout(name);
    await this.deployment.up();
    await this.served(ANSWERS[name]);
  }

  private async measure(path: Path, way: Way): Promise<void> {
    const user = this.known();
    const load = new Load(() => askAs(user), REQUESTS_PER_SECOND);
    try {
      await pause(WARM_UP_MS);
      const began = performance.now();
      await (way === "replay" ? this.replay() : this.oldProgram());
      const took = (performance.now() - began) / 1000;
      await until(`${ANSWERS.good} answers`, () => outcomeOf(load.asked, began, ANSWERS.good).backAfter !== undefined);
      const { backAfter = Number.NaN, failed } = outcomeOf(await load.stop(), began, ANSWERS.good);
      this.samples.add(`${way}${path}` satisfies Measure, backAfter);
      this.samples.add(`${way}${path}Ended` satisfies Measure, took);
      this.samples.add(`${way}${path}Failed` satisfies Measure, failed);
    } finally {
      await load.stop();
    }
  }

  private async replay(): Promise<void> {
    const { stack, configFile, env } = this.deployment;
    const where = ["--stack", stack, "--config-file", configFile, "--cwd", this.repository.folder];
    const { code, output } = await run(process.execPath, [VP, "rollback", "--to", "1", "--yes", ...where], { env });
    if (code !== 0) throw new Error(`vp rollback exited ${code}:\n${output}`);
  }

  /** As fast as it can be done this way: no preview, no refresh, and no package to install. */
  private async oldProgram(): Promise<void> {
    await this.repository.checkout("good");
    await this.deployment.pulumi(["up", "--yes", "--skip-preview"]);
  }

  private async served(by: string): Promise<void> {
    const user = this.known();
    await until(`${by} answers`, async () => (await askAs(user).catch(() => undefined))?.by === by);
  }

  private known() {
    if (!this.user) throw new Error("the stack was not created");
    return this.user;
  }
}

interface Outputs {
  readonly certificate: string;
  readonly apiKey: string;
  readonly endpoints: { readonly public: string };
}

async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await done())) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`);
    await pause(BETWEEN_LOOKS_MS);
  }
}
