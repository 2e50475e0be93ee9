import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack, type UpOptions } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runtime, Workload } from "../../components/workload";
import { type ProbeAnswer, type ProbeAppArgs, probeApp } from "./probe-app";

/** One platform under test: how to make its runtime, and how to look at what runs, past Pulumi. */
export interface PlatformUnderTest {
  readonly name: string;
  /** Image with `node` on its PATH. */
  readonly image: string;
  readonly runtime: (prefix: string) => Runtime;
  /** Asks every replica of a workload that takes traffic, from inside it. */
  readonly ask: (prefix: string, workload: string) => Promise<ProbeAnswer[]>;
  /** Everything the platform shows about what runs to who may list it: environments, commands, labels. */
  readonly listing: (prefix: string) => Promise<string>;
  /** Names of all that the platform still holds under the prefix. */
  readonly remains: (prefix: string) => Promise<string[]>;
  /** Changes a running workload by hand; the answer tells whether that is still to be seen. */
  readonly meddle: (prefix: string, workload: string) => Promise<() => Promise<boolean>>;
  /** Takes away what a failed run left behind. */
  readonly sweep: (prefix: string) => Promise<void>;
  readonly nature: Nature;
}

/** Where platforms differ by nature, and the spec leaves them the choice. */
export interface Nature {
  /** Docker signals the process; Kubernetes brings the file with a new pod, since it may reach an old one a minute later. */
  readonly reloadsIn: "the same process" | "a new process";
  /** Docker numbers replicas and takes the last ones away; those of a Deployment are all alike. */
  readonly keepsWhenScaledDown: "the first replica" | "any replica";
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

/** Every step ends by itself when its condition holds; this is for a machine that does ten other things. */
const PATIENCE = 10 * 60_000;
const EVENTUALLY = { timeout: 4 * 60_000, interval: 500 };
const MAX_STATE = 64 * 1024 * 1024;

/** The planted secrets begin with this, as text and as an API may encode it. */
const PLANTED = ["planted-", Buffer.from("plante").toString("base64")];

/** What every runtime must do with a workload. The same cases for every platform: the spec has one meaning. */
export function runtimeSuite(platform: PlatformUnderTest): void {
  const prefix = `vp-conf-${process.pid}`;
  // A backend of its own: the suite must not leave its stacks among a developer's.
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  const envVars = {
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    // The pack judges platforms; these stacks are none.
    PULUMI_OPTION_POLICY_PACK: "",
  };
  let stack: Stack;

  /** Deploys exactly these apps, each after the ones before it; returns the number of changed resources. */
  async function deploy(apps: Record<string, ProbeAppArgs>, options: UpOptions = {}): Promise<number> {
    const program = async () => {
      const runtime = platform.runtime(prefix);
      let before: pulumi.Resource[] = [];
      for (const [name, args] of Object.entries(apps)) {
        const hosts = {
          own: runtime.hostOf({ name }),
          // Only who has members: a list that grows with the replicas would replace the ones that are there.
          members: args.stateful ? runtime.memberHosts({ name, replicas: args.replicas }) : [],
        };
        before = [new Holder(probeApp(name, platform.image, args, hosts), runtime, { dependsOn: before })];
      }
    };
    const settings = { stackName: "conformance", projectName: prefix, program };
    stack = await LocalWorkspace.createOrSelectStack(settings, { envVars });
    const { summary } = await stack.up(options);
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

  /** The answers of so many replicas; those that are about to go may be seen a little longer. */
  async function askAll(name: string, replicas: number): Promise<ProbeAnswer[]> {
    let answers: ProbeAnswer[] = [];
    const count = async () => {
      answers = await platform.ask(prefix, name);
      return answers.length;
    };
    await expect.poll(count, { ...EVENTUALLY, message: `replicas of ${name}` }).toBe(replicas);
    return answers;
  }

  async function ask(name: string): Promise<ProbeAnswer> {
    const [answer] = await askAll(name, 1);
    if (!answer) throw new Error(`${name} does not run`);
    return answer;
  }

  describe(`a runtime on ${platform.name}`, { timeout: PATIENCE }, () => {
    const slow = { readyAfterMs: 1500 };
    const first = { ...slow, secret: "planted-2" };
    const second = { restart: "2", reload: "3" };

    beforeAll(async () => {
      await deploy({ first: slow, second: {} });
    }, PATIENCE);

    afterAll(async () => {
      try {
        await stack?.destroy();
      } finally {
        await platform.sweep(prefix);
        rmSync(folder, { recursive: true, force: true });
      }
    }, PATIENCE);

    it("starts a workload only after the one before it is ready", async () => {
      const [before, after] = [await ask("first"), await ask("second")];
      expect(after.startedAt).toBeGreaterThanOrEqual(before.readyAt);
    });

    it("changes nothing the second time", async () => {
      expect(await deploy({ first: slow, second: {} })).toBe(0);
    });

    it("restarts for a file that says restart, and leaves the others alone", async () => {
      const before = [await ask("first"), await ask("second")] as const;
      await deploy({ first: slow, second: { restart: "2" } });
      expect((await ask("first")).startedAt).toBe(before[0].startedAt);
      const after = await ask("second");
      expect(after.restart).toBe("2");
      expect(after.startedAt).toBeGreaterThan(before[1].startedAt);
    });

    it(`reloads for a file that says reload, in ${platform.nature.reloadsIn}`, async () => {
      const before = await ask("second");
      await deploy({ first: slow, second: { restart: "2", reload: "2" } });
      const after = await ask("second");
      expect(after.reload).toBe("2");
      expect(after.startedAt === before.startedAt).toBe(platform.nature.reloadsIn === "the same process");
    });

    it("keeps the running configuration when the new one does not pass its check", async () => {
      const before = await ask("second");
      const broken = deploy({ first: slow, second: { restart: "2", reload: "broken" } });
      await expect(broken).rejects.toThrow("the old configuration still serves");
      expect(await ask("second")).toMatchObject({ reload: "2", startedAt: before.startedAt });
      await deploy({ first: slow, second });
      expect((await ask("second")).reload).toBe("3");
    });

    it("rolls what holds a rotated secret, and shows neither value anywhere", async () => {
      await deploy({ first, second });
      expect((await ask("first")).secret).toBe("planted-2");
      const shown = (await platform.listing(prefix)) + (await exported());
      expect(shown).toContain("READY_AFTER_MS");
      for (const planted of PLANTED) expect(shown).not.toContain(planted);
    });

    it(`adds replicas without touching the one that is there, and keeps ${platform.nature.keepsWhenScaledDown}`, async () => {
      await deploy({ first, second });
      const one = await ask("first");
      await deploy({ first: { ...first, replicas: 3 }, second });
      const three = await askAll("first", 3);
      expect(three.filter((answer) => answer.startedAt === one.startedAt)).toHaveLength(1);
      const peers = async () => (await askAll("first", 3)).map((answer) => answer.peers);
      await expect.poll(peers, EVENTUALLY).toEqual([3, 3, 3]);
      await deploy({ first, second });
      const kept = platform.nature.keepsWhenScaledDown === "the first replica" ? [one] : three;
      expect(kept.map((answer) => answer.startedAt)).toContain((await ask("first")).startedAt);
    });

    it("keeps the data of a stateful workload from process to process, and names each of its members", async () => {
      const store = { stateful: true, replicas: 2 };
      await deploy({ first, second, store });
      const found = async () => (await askAll("store", 2)).map((answer) => answer.members);
      await expect.poll(found, EVENTUALLY).toEqual([2, 2]);
      const before = await askAll("store", 2);
      await deploy({ first, second, store: { ...store, restart: "2" } });
      const after = await askAll("store", 2);
      expect(after.map((answer) => answer.restart)).toEqual(["2", "2"]);
      expect(sorted(after.map((answer) => answer.bornAt))).toEqual(sorted(before.map((answer) => answer.bornAt)));
      for (const { startedAt, bornAt } of after) expect(startedAt).toBeGreaterThan(bornAt);
      await deploy({ first, second });
      expect(await askAll("store", 0)).toEqual([]);
    });

    it("puts back what somebody changed by hand", async () => {
      const remains = await platform.meddle(prefix, "first");
      expect(await remains()).toBe(true);
      expect(await deploy({ first, second }, { refresh: true })).toBeGreaterThan(0);
      expect(await remains()).toBe(false);
      expect((await ask("first")).secret).toBe("planted-2");
      expect(await deploy({ first, second })).toBe(0);
    });

    it("fails with the workload's own last log lines when it does not become ready", async () => {
      const failing = deploy({ first, second, third: { crash: "no such model", startWithinSeconds: 30 } });
      await expect(failing).rejects.toThrow(/third is not ready[\s\S]*no such model/);
      expect((await ask("first")).restart).toBe("1");
    });

    it("fails when a workload runs but never answers its probe", async () => {
      const never = { readyAfterMs: 3_600_000, startWithinSeconds: 3 };
      await expect(deploy({ first, second, third: never })).rejects.toThrow(
        /third is not ready: it did not answer its probe within 3 s[\s\S]*serving/,
      );
    });

    it("removes a workload that is no longer declared, and in the end all of it", async () => {
      await deploy({ first });
      expect(await askAll("second", 0)).toEqual([]);
      await stack.destroy();
      await expect.poll(() => platform.remains(prefix), EVENTUALLY).toEqual([]);
    });
  });
}

function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
