import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime, Workload } from "../../components/workload";
import { type ProbeAnswer, type ProbeAppArgs, probeApp } from "./probe-app";

/** One platform under test: how to make its runtime, and how to look at what runs, past Pulumi. */
export interface PlatformUnderTest {
  readonly name: string;
  /** Image with `node` on its PATH. */
  readonly image: string;
  readonly runtime: (prefix: string) => Runtime;
  /** Asks every running replica of a workload from inside it. */
  readonly ask: (prefix: string, workload: string) => Promise<ProbeAnswer[]>;
  /** Everything the platform shows about what runs to who may list it: environments, commands, labels. */
  readonly listing: (prefix: string) => Promise<string>;
  /** Names of all that the platform still holds under the prefix. */
  readonly remains: (prefix: string) => Promise<string[]>;
}

class Holder extends pulumi.ComponentResource {
  constructor(
    readonly workload: Workload,
    runtime: Runtime,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("test:index:Holder", `${workload.name}-holder`, {}, opts);
    runtime.run(workload, this);
    this.registerOutputs();
  }
}

const MINUTES = 60_000;
const MAX_STATE = 64 * 1024 * 1024;

/** What every runtime must do with a workload. The same cases for every platform: the spec has one meaning. */
export function runtimeSuite(platform: PlatformUnderTest): void {
  const prefix = `vp-conf-${process.pid}`;
  // A backend of its own: the suite must not leave its stacks among a developer's.
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  const envVars = { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "test" };
  let stack: Stack;

  /** Deploys exactly these apps, each after the ones before it; returns the number of changed resources. */
  async function deploy(apps: Record<string, ProbeAppArgs>): Promise<number> {
    const program = async () => {
      const runtime = platform.runtime(prefix);
      let before: pulumi.Resource[] = [];
      for (const [name, args] of Object.entries(apps)) {
        before = [new Holder(probeApp(name, platform.image, args), runtime, { dependsOn: before })];
      }
    };
    const settings = { stackName: "conformance", projectName: prefix, program };
    stack = await LocalWorkspace.createOrSelectStack(settings, { envVars });
    const { summary } = await stack.up();
    const { same: _, ...changes } = { ...summary.resourceChanges };
    return Object.values(changes).reduce((sum, count) => sum + (count ?? 0), 0);
  }

  /** The state as it is stored: the Automation API would decrypt it. */
  async function exported(): Promise<string> {
    const { workDir } = stack.workspace;
    const { stdout } = await promisify(execFile)("pulumi", ["stack", "export", "--stack", stack.name], {
      cwd: workDir,
      env: { ...process.env, ...envVars },
      maxBuffer: MAX_STATE,
    });
    return stdout;
  }

  async function ask(name: string): Promise<ProbeAnswer> {
    const [answer, ...others] = await platform.ask(prefix, name);
    expect(others).toEqual([]);
    if (!answer) throw new Error(`${name} does not run`);
    return answer;
  }

  describe(`a runtime on ${platform.name}`, () => {
    beforeAll(async () => {
      await deploy({ first: { readyAfterMs: 1500 }, second: {} });
    }, 5 * MINUTES);

    afterAll(async () => {
      await stack?.destroy();
      rmSync(folder, { recursive: true, force: true });
    }, 5 * MINUTES);

    it("starts a workload only after the one before it is ready", async () => {
      const [first, second] = [await ask("first"), await ask("second")];
      expect(second.startedAt).toBeGreaterThanOrEqual(first.readyAt);
    });

    it("changes nothing the second time", async () => {
      expect(await deploy({ first: { readyAfterMs: 1500 }, second: {} })).toBe(0);
    });

    it(
      "restarts for a file that says restart, and leaves the others alone",
      async () => {
        const before = [await ask("first"), await ask("second")] as const;
        await deploy({ first: { readyAfterMs: 1500 }, second: { restart: "2" } });
        expect(await ask("first")).toEqual(before[0]);
        const after = await ask("second");
        expect(after.restart).toBe("2");
        expect(after.startedAt).toBeGreaterThan(before[1].startedAt);
      },
      MINUTES,
    );

    it(
      "reloads for a file that says reload, in the same process",
      async () => {
        const before = await ask("second");
        await deploy({ first: { readyAfterMs: 1500 }, second: { restart: "2", reload: "2" } });
        const after = await ask("second");
        expect(after.reload).toBe("2");
        expect(after.startedAt).toBe(before.startedAt);
      },
      MINUTES,
    );

    it(
      "keeps the running configuration when the new one does not pass its check",
      async () => {
        const broken = deploy({ first: { readyAfterMs: 1500 }, second: { restart: "2", reload: "broken" } });
        await expect(broken).rejects.toThrow("the old configuration still serves");
        expect((await ask("second")).reload).toBe("2");
        await deploy({ first: { readyAfterMs: 1500 }, second: { restart: "2", reload: "3" } });
        expect((await ask("second")).reload).toBe("3");
      },
      2 * MINUTES,
    );

    it(
      "rolls what holds a rotated secret, and shows neither value anywhere",
      async () => {
        await deploy({ first: { readyAfterMs: 1500, secret: "planted-2" }, second: { restart: "2", reload: "3" } });
        expect((await ask("first")).secret).toBe("planted-2");
        const shown = (await platform.listing(prefix)) + (await exported());
        expect(shown).not.toContain("planted-");
      },
      MINUTES,
    );

    it(
      "adds and removes replicas without touching those that stay",
      async () => {
        const one = await ask("first");
        const args = { readyAfterMs: 1500, secret: "planted-2" };
        await deploy({ first: { ...args, replicas: 3 }, second: { restart: "2", reload: "3" } });
        const three = await platform.ask(prefix, "first");
        expect(three.map((answer) => answer.peers)).toEqual([3, 3, 3]);
        expect(three.filter((answer) => answer.startedAt === one.startedAt)).toHaveLength(1);
        await deploy({ first: args, second: { restart: "2", reload: "3" } });
        expect((await ask("first")).startedAt).toBe(one.startedAt);
      },
      2 * MINUTES,
    );

    it(
      "fails with the workload's own last log lines when it does not become ready",
      async () => {
        const args = { readyAfterMs: 1500, secret: "planted-2" };
        const failing = deploy({
          first: args,
          second: { restart: "2", reload: "3" },
          third: { crash: "no such model" },
        });
        await expect(failing).rejects.toThrow(/third is not ready[\s\S]*no such model/);
        expect((await ask("first")).restart).toBe("1");
      },
      2 * MINUTES,
    );

    it(
      "fails when a workload runs but never answers its probe",
      async () => {
        const args = { readyAfterMs: 1500, secret: "planted-2" };
        const slow = { readyAfterMs: 3_600_000, startWithinSeconds: 3 };
        const failing = deploy({ first: args, second: { restart: "2", reload: "3" }, third: slow });
        await expect(failing).rejects.toThrow(
          /third is not ready: it did not answer its probe within 3 s[\s\S]*serving/,
        );
      },
      2 * MINUTES,
    );

    it(
      "removes a workload that is no longer declared, and in the end all of it",
      async () => {
        await deploy({ first: { readyAfterMs: 1500, secret: "planted-2" } });
        expect(await platform.ask(prefix, "second")).toEqual([]);
        await stack.destroy();
        expect(await platform.remains(prefix)).toEqual([]);
      },
      2 * MINUTES,
    );
  });
}
