import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Report } from "../../operations/rollback";
import { Client } from "../support/client";
import { Deployment } from "../support/deployment";

const MINUTES = 60_000;
const VP = resolve(__dirname, "../../operations/vp/bin/vp.js");
const PROJECT = resolve(__dirname, "../..");
/** Ports of their own, so that other stacks may run beside the test. */
const PORTS = { public: 18643, operator: 19643 };

const deployment = new Deployment(`rollback-${process.pid}`, {
  environment: "development",
  gateway: {
    publish: { address: "127.0.0.1", port: PORTS.public },
    operator: { address: "127.0.0.1", port: PORTS.operator },
  },
  slots: { blue: { version: "1.0.0" }, green: { enabled: true, version: "1.1.0" } },
});
let user: Client;

/** What the gateway says who answers: `<slot> <version>`. */
async function answers(): Promise<string> {
  const { status, headers } = await user.call("/api/v1/collections");
  return status === 200 ? `${headers["x-slot"]} ${headers["x-version"]}` : `status ${status}`;
}

interface Said<T> {
  readonly code: number;
  readonly json: T;
  readonly told: string;
  /** Seconds from the start of the command until the awaited answer came for the first time. */
  readonly backAfter: number;
}

/** Runs the command as an operator would, and watches meanwhile who answers users. */
async function vp<T>(args: readonly string[], awaited = ""): Promise<Said<T>> {
  const all = [
    ...args,
    "--stack",
    deployment.stack,
    "--config-file",
    deployment.configFile,
    "--cwd",
    PROJECT,
    "--json",
  ];
  const began = performance.now();
  const child = spawn(process.execPath, [VP, ...all], { env: deployment.env, stdio: ["ignore", "pipe", "pipe"] });
  let [printed, told, over, backAfter] = ["", "", false, Number.NaN];
  child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (told += text));
  const ended = new Promise<number>((done, fail) => child.on("error", fail).on("close", (code) => done(code ?? -1)));
  const watching = (async () => {
    while (!over && awaited !== "") {
      const answer = await answers().catch(() => "");
      if (answer === awaited && Number.isNaN(backAfter)) backAfter = (performance.now() - began) / 1000;
      await new Promise((done) => setTimeout(done, 50));
    }
  })();
  const code = await ended;
  over = true;
  await watching;
  return { code, told, backAfter, json: printed === "" ? (undefined as T) : (JSON.parse(printed) as T) };
}

function config(): Record<string, unknown> {
  return (parse(readFileSync(deployment.configFile, "utf8")) as { config: Record<string, unknown> }).config;
}

/** The tests tell one story, in order: each starts from what the one before has left. */
describe("taking the platform back on Docker", () => {
  beforeAll(async () => {
    await deployment.create();
    await deployment.set("qdrantApiKey", "planted-qdrant-api-key", "--secret");
    await deployment.up();
    const outputs = await deployment.outputs<{ certificate: string; apiKey: string; endpoints: { public: string } }>();
    user = new Client(outputs.endpoints.public, outputs.certificate, { "x-api-key": outputs.apiKey });
    expect(await answers()).toBe("blue 1.0.0");
  }, 10 * MINUTES);

  afterAll(() => deployment.remove(), 10 * MINUTES);

  it(
    "flips the traffic back to a warm slot",
    async () => {
      await deployment.set("activeSlot", "green");
      expect(await deployment.up()).toBeGreaterThan(0);
      expect(await answers()).toBe("green 1.1.0");

      const { code, json, told, backAfter } = await vp<Report>(["rollback", "--to", "1", "--yes"], "blue 1.0.0");
      expect(code, told).toBe(0);
      console.log(
        `fast path: traffic back after ${backAfter.toFixed(1)} s, command ${json.seconds.total.toFixed(1)} s`,
      );
      expect(json).toMatchObject({ ok: true, path: "fast", release: 1, health: { health: "good" } });
      expect(json.proof.differences).toEqual([]);
      expect([json.created, json.deleted]).toEqual([[], []]);
      expect(json.back).toContain("--to 2");
      expect(await answers()).toBe("blue 1.0.0");
    },
    10 * MINUTES,
  );

  it(
    "leaves nothing for the next plain update to do",
    async () => {
      expect(config()["vector-platform:activeSlot"] ?? "blue").toBe("blue");
      expect(await deployment.up()).toBe(0);
    },
    10 * MINUTES,
  );

  it(
    "says beforehand whether it can, and touches nothing",
    async () => {
      // Another version in the other slot, the first slot gone, another configuration, one collection more.
      await deployment.set("slots.green.version", "1.2.0");
      await deployment.set("activeSlot", "green");
      await deployment.set("slots.blue.enabled", "false");
      await deployment.set("gateway.rateLimit.requestsPerSecond", "500");
      await deployment.set("collections.extra.dimensions", "8");
      expect(await deployment.up()).toBeGreaterThan(0);
      expect(await answers()).toBe("green 1.2.0");

      const state = readFileSync(deployment.stateFile, "utf8");
      const { code, json, told } = await vp<Answer>(["rollback", "--to", "1", "--check"]);
      expect(
        json.verdicts.filter(({ answer }) => answer !== "yes"),
        told,
      ).toEqual([]);
      expect([code, json.answer, json.path]).toEqual([0, "can", "full"]);
      expect(json.preview.create).toBeGreaterThan(5);
      expect(readFileSync(deployment.stateFile, "utf8")).toBe(state);
    },
    10 * MINUTES,
  );

  it(
    "re-applies the release as a whole and proves it",
    async () => {
      const { code, json, told, backAfter } = await vp<Report>(["rollback", "--to", "1", "--yes"], "blue 1.0.0");
      expect(code, told).toBe(0);
      console.log(
        `full path: traffic back after ${backAfter.toFixed(1)} s, command ${json.seconds.total.toFixed(1)} s`,
      );
      expect(json).toMatchObject({ ok: true, path: "full", health: { health: "good" } });
      expect(json.proof.differences).toEqual([]);
      expect(json.created).toContain("api-blue");
      expect(json.deleted.some((name) => name.includes("extra"))).toBe(true);
      expect(json.services?.running).toBe(json.services?.total);
      expect(await answers()).toBe("blue 1.0.0");
    },
    10 * MINUTES,
  );

  it(
    "has put the stack file back, so that the program of the release has nothing to do",
    async () => {
      const { code } = await deployment.tryPulumi(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
      expect(code).toBe(0);
      expect(JSON.stringify(config())).not.toContain("1.2.0");
    },
    10 * MINUTES,
  );

  it("lists what has happened", async () => {
    const { json } = await vp<Listed[]>(["history"]);
    const back = json.filter(({ message }) => message.startsWith("rollback to release 1 (1.0.0 in blue)"));
    expect(back.map(({ health }) => health)).toEqual(["good", "good"]);
    expect(json[0]).toMatchObject({ number: 1, activeSlot: "blue", returnable: true, versions: { green: "1.1.0" } });
    expect(json[1]).toMatchObject({ activeSlot: "green", takenBackBy: 3 });
  });
});

interface Answer {
  readonly answer: string;
  readonly path: string;
  readonly verdicts: readonly { readonly check: string; readonly answer: string }[];
  readonly preview: Readonly<Record<string, number>>;
}

interface Listed {
  readonly number: number;
  readonly message: string;
  readonly health: string;
  readonly activeSlot: string;
  readonly returnable: boolean;
  readonly takenBackBy: number | null;
  readonly versions: Readonly<Record<string, string>>;
}
