import { readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Report } from "../../operations/rollback";
import { Client } from "../support/client";
import { Deployment } from "../support/deployment";
import { type Answer, type Listed, type Said, vp } from "./rollback/vp";

/** Longest time for one step on a machine that does much else; no case depends on how long anything takes. */
const PATIENCE_MS = 10 * 60_000;

/** One platform on which releases are taken back. */
export interface RollbackPlatform {
  readonly name: string;
  readonly stack: string;
  readonly config: () => Promise<Readonly<Record<string, unknown>>>;
  /** Takes away everything that the stack has made, whatever its state says. @default - it is destroyed by the engine */
  readonly discard?: () => Promise<void>;
}

/** What taking a release back must do wherever it runs. The cases tell one story: each starts from what the one before has left. */
export function rollbackSuite(platform: RollbackPlatform): void {
  const story = new Story(platform);

  describe(`taking the platform back on ${platform.name}`, () => {
    beforeAll(() => story.begin(), PATIENCE_MS);
    afterAll(() => story.end(), PATIENCE_MS);

    it("flips the traffic back to a warm slot", () => flipsBack(story), PATIENCE_MS);
    it("leaves nothing for the next plain update to do", () => changesNothing(story), PATIENCE_MS);
    it("says beforehand whether it can, and touches nothing", () => looksFirst(story), PATIENCE_MS);
    it("re-applies the release as a whole and proves it", () => reapplies(story), PATIENCE_MS);
    it(
      "has put the stack file back, so that the program of the release has nothing to do",
      async () => {
        await changesNothing(story);
        expect(JSON.stringify(story.config)).not.toContain("1.2.0");
      },
      PATIENCE_MS,
    );
    it("lists what has happened", () => lists(story), PATIENCE_MS);
  });
}

/** The stack under test, what an operator does with it, and what a user sees of it. */
class Story {
  private made: Deployment | undefined;
  private user: Client | undefined;

  constructor(private readonly platform: RollbackPlatform) {}

  async begin(): Promise<void> {
    this.made = new Deployment(this.platform.stack, {
      environment: "development",
      slots: { blue: { version: "1.0.0" }, green: { enabled: true, version: "1.1.0" } },
      ...(await this.platform.config()),
    });
    await this.deployment.create();
    await this.deployment.set("qdrantApiKey", "planted-qdrant-api-key", "--secret");
    const began = performance.now();
    await this.deployment.up();
    console.log(`first up on ${this.platform.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const outputs = await this.deployment.outputs<Outputs>();
    this.user = new Client(outputs.endpoints.public, outputs.certificate, { "x-api-key": outputs.apiKey });
  }

  async end(): Promise<void> {
    const { discard } = this.platform;
    if (!discard) return this.made?.remove();
    await discard();
    if (this.made) rmSync(dirname(this.made.configFile), { recursive: true, force: true });
  }

  get deployment(): Deployment {
    if (!this.made) throw new Error("the stack was not created");
    return this.made;
  }

  get config(): Record<string, unknown> {
    return (parse(readFileSync(this.deployment.configFile, "utf8")) as { config: Record<string, unknown> }).config;
  }

  get state(): string {
    return readFileSync(this.deployment.stateFile, "utf8");
  }

  /** Who answers a user, as the gateway says: `<slot> <version>`. */
  readonly answers = async (): Promise<string> => {
    if (!this.user) throw new Error("the stack was not deployed");
    const { status, headers } = await this.user.call("/api/v1/collections");
    return status === 200 ? `${headers["x-slot"]} ${headers["x-version"]}` : `status ${status}`;
  };

  /** A gateway that is about to leave may answer the first calls still. */
  async expectServed(who: string): Promise<void> {
    await expect.poll(this.answers, { timeout: 2 * 60_000, interval: 500 }).toBe(who);
  }

  vp<T>(...args: string[]): Promise<Said<T>> {
    return vp<T>(this.deployment, args);
  }

  /** Runs the command, and says how long users waited for the release. */
  async back(way: string, awaited: string): Promise<Report> {
    const args = ["rollback", "--to", "1", "--yes"];
    const { code, json, told, backAfter } = await vp<Report>(this.deployment, args, this.answers, awaited);
    expect(code, `${told}\n${JSON.stringify(json, null, 2)}`).toBe(0);
    const seconds = `traffic back after ${backAfter.toFixed(1)} s, command ${json.seconds.total.toFixed(1)} s`;
    console.log(`${way} path on ${this.platform.name}: ${seconds}`);
    expect(json).toMatchObject({ ok: true, path: way, release: 1, health: { health: "good" } });
    expect(json.proof.differences).toEqual([]);
    expect(json.services?.total).toBeGreaterThan(5);
    expect(json.services?.running).toBe(json.services?.total);
    await this.expectServed(awaited);
    return json;
  }
}

interface Outputs {
  readonly certificate: string;
  readonly apiKey: string;
  readonly endpoints: { readonly public: string };
}

async function flipsBack(story: Story): Promise<void> {
  await story.expectServed("blue 1.0.0");
  await story.deployment.set("activeSlot", "green");
  expect(await story.deployment.up()).toBeGreaterThan(0);
  await story.expectServed("green 1.1.0");

  const report = await story.back("fast", "blue 1.0.0");
  expect([report.created, report.deleted]).toEqual([[], []]);
  expect(report.back).toContain("--to 2");
}

async function changesNothing({ deployment }: Story): Promise<void> {
  const { code, output } = await deployment.tryPulumi(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
  expect(code, output).toBe(0);
}

/** Another version in the other slot, the first slot gone, another configuration, one collection more. */
async function looksFirst(story: Story): Promise<void> {
  expect(story.config["vector-platform:activeSlot"] ?? "blue").toBe("blue");
  const { deployment } = story;
  await deployment.set("slots.green.version", "1.2.0");
  await deployment.set("activeSlot", "green");
  await deployment.set("slots.blue.enabled", "false");
  await deployment.set("gateway.rateLimit.requestsPerSecond", "500");
  await deployment.set("collections.extra.dimensions", "8");
  expect(await deployment.up()).toBeGreaterThan(0);
  await story.expectServed("green 1.2.0");

  const { state } = story;
  const { code, json, told } = await story.vp<Answer>("rollback", "--to", "1", "--check");
  const doubts = json.verdicts.filter(({ answer }) => answer !== "yes");
  expect(doubts, told).toEqual([]);
  expect([code, json.answer, json.path]).toEqual([0, "can", "full"]);
  expect(json.preview.create).toBeGreaterThan(5);
  expect(story.state).toBe(state);
}

async function reapplies(story: Story): Promise<void> {
  const { created, deleted } = await story.back("full", "blue 1.0.0");
  expect(created).toContain("api-blue");
  expect(deleted.some((name) => name.includes("extra"))).toBe(true);
}

async function lists(story: Story): Promise<void> {
  const { json } = await story.vp<Listed[]>("history");
  const back = json.filter(({ message }) => message.startsWith("rollback to release 1 (1.0.0 in blue)"));
  expect(back.map(({ health }) => health)).toEqual(["good", "good"]);
  expect(json[0]).toMatchObject({ number: 1, activeSlot: "blue", returnable: true, versions: { green: "1.1.0" } });
  expect(json[1]).toMatchObject({ activeSlot: "green", takenBackBy: 3 });
}
