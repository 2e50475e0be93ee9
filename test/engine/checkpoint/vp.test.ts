import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { run } from "../../support/deployment";
import { type PulumiProgram, TestProject, Thing } from "./project";

const VP = resolve(__dirname, "../../../operations/vp/bin/vp.js");
const SECRET = "planted-secret-of-the-first-release";

/** A program that does what the stack file says. */
const program: PulumiProgram = async () => {
  const config = new pulumi.Config();
  const value = config.require("value");
  new Thing("thing", { value, sealed: config.requireSecret("key") });
  return { activeSlot: "blue", versions: { blue: value } };
};

describe("the vp command on the real engine", () => {
  const project = new TestProject();
  const stackFile = join(project.folder, "Pulumi.test.yaml");
  const history = join(project.folder, "state/.pulumi/history", project.name, project.stack);
  const vp = (args: string, env: NodeJS.ProcessEnv = {}) =>
    run(process.execPath, [VP, ...args.split(" "), "--stack", project.stack, "--cwd", project.folder], {
      cwd: project.folder,
      env: { ...project.env, ...env },
    });
  const json = async <T>(args: string): Promise<T> => {
    const child = await run(
      "sh",
      ["-c", 'exec "$@" 2>/dev/null', "sh", process.execPath, VP, ...args.split(" "), "--json"],
      {
        cwd: project.folder,
        env: { ...project.env, PULUMI_STACK: project.stack },
      },
    );
    return JSON.parse(child.output) as T;
  };
  const set = (...args: string[]) => project.pulumi("config", "set", ...args);
  /** Name of the files of a run. */
  const keyOf = async (number: number) => (await project.history.entries())[number - 1]?.key ?? "";

  beforeAll(async () => {
    await project.create();
    writeFileSync(stackFile, `${readFileSync(stackFile, "utf8")}# what the operators know\nconfig: {}\n`);
    await set("value", "1.0.0");
    await set("--secret", "key", SECRET);
    await project.up(program);
    await set("value", "2.0.0");
    await set("--secret", "key", "of the second release");
    await set("extra", "only in the second");
    await project.up(program);
  });
  afterAll(() => project.remove());

  it("lists the releases", async () => {
    const releases = await json<object[]>("history");
    expect(releases).toMatchObject([
      { number: 1, versions: { blue: "1.0.0" }, activeSlot: "blue", result: "succeeded", returnable: true },
      { number: 2, versions: { blue: "2.0.0" }, returnable: true },
    ]);
    expect((await vp("history")).output).toMatch(
      /^release +time +who +message +versions +slot +result +health +return to it\n1 /,
    );
  });

  it("answers whether it can, and touches nothing", async () => {
    const before = await project.pulumi("stack", "export");
    const { code, output } = await vp("rollback --check");
    expect(code, output).toBe(0);
    expect(output).toContain("Can I roll back to release 1 of");
    expect(output).toMatch(/preview +yes +1 update/);
    expect(output).not.toContain("\u001b");
    expect(await project.pulumi("stack", "export")).toBe(before);
  });

  it("asks nobody who is not there", async () => {
    const { code, output } = await vp("rollback");
    expect([code, output]).toEqual([2, expect.stringContaining("say --yes")]);
  });

  it("refuses what never was, with what there is (F23)", async () => {
    const { code, output } = await vp("rollback --to 9 --yes");
    expect([code, output]).toEqual([3, expect.stringContaining("there is no release 9; releases there are: 1, 2")]);
  });

  it("refuses a wrong passphrase before anything else, and prints no secret (F08)", async () => {
    const before = await project.pulumi("stack", "export");
    const { code, output } = await vp("rollback --to 1 --yes", { PULUMI_CONFIG_PASSPHRASE: "wrong" });
    expect([code, output]).toEqual([3, expect.stringContaining("the passphrase does not fit")]);
    expect(output).not.toContain(SECRET);
    expect(await project.pulumi("stack", "export")).toBe(before);
  });

  it.each([
    ["cut off (F06)", (whole: string) => whole.slice(0, 300), "cut off or damaged"],
    ["empty (F06)", () => "", "is empty"],
    [
      "of another stack (F07)",
      (whole: string) => whole.replaceAll("pulumi:test::", "pulumi:live::"),
      'belongs to stack "live"',
    ],
    [
      "of another project (F07)",
      (whole: string) => whole.replaceAll("::replay-test::", "::bank::"),
      'belongs to project "bank"',
    ],
    [
      "of another format (F07)",
      (whole: string) => whole.replace('"version": 3', '"version": 1'),
      "format 1 is not known",
    ],
  ])("refuses a checkpoint that is %s", async (_, damage, says) => {
    const file = join(history, `${await keyOf(1)}.checkpoint.json`);
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, damage(whole));
    try {
      const { code, output } = await vp("rollback --to 1 --yes");
      expect([code, output]).toEqual([3, expect.stringContaining(says)]);
      expect((await json<{ returnable: boolean }[]>("history")).map(({ returnable }) => returnable)).toEqual([
        false,
        true,
      ]);
    } finally {
      writeFileSync(file, whole);
    }
  });

  it("does not begin while somebody else holds the lock, and names who (F04)", async () => {
    const locks = join(project.folder, "state/.pulumi/locks/organization", project.name, project.stack);
    mkdirSync(locks, { recursive: true });
    const lock = join(locks, "0d6c3a44-0000-4000-8000-000000000000.json");
    writeFileSync(lock, JSON.stringify({ pid: 4242, username: "ada", hostname: "elsewhere", timestamp: new Date() }));
    try {
      const { code, output } = await vp("rollback --to 1 --yes");
      expect([code, output]).toEqual([3, expect.stringContaining("ada@elsewhere (process 4242)")]);
    } finally {
      await project.pulumi("cancel", "--yes", project.stack);
    }
  });

  it("returns, proves it, and puts the stack file back with its comments", async () => {
    const { code, output } = await vp("rollback --yes");
    expect(code, output).toBe(0);
    expect(output).toMatch(/release 1 of test runs again/);
    expect(output).toMatch(/take it back +npx vp rollback --stack test --to 2/);
    expect(output).not.toContain(SECRET);
    const file = readFileSync(stackFile, "utf8");
    expect(file).toContain("# what the operators know");
    expect(file).not.toContain("extra");
    expect(await project.up(program)).toBe(0);
    expect(await project.pulumi("config", "get", "key")).toContain(SECRET);
    expect(await project.pulumi("stack", "history")).toContain("rollback to release 1 (1.0.0 in blue)");
  });

  it("goes forward again by the command that the report has named", async () => {
    const { code, output } = await vp("rollback --to 2 --yes");
    expect(code, output).toBe(0);
    expect(await project.up(program)).toBe(0);
    expect(Object.values(project.things.all()).map(({ value }) => value)).toEqual(["2.0.0"]);
  });

  it("stops half-way with another exit code, and the same command goes on", async () => {
    const before = readFileSync(stackFile, "utf8");
    project.things.forbid("1.0.0");
    const failed = await vp("rollback --to 1 --yes");
    expect([failed.code, failed.output]).toEqual([1, expect.stringContaining("Run the same command again")]);
    expect(readFileSync(stackFile, "utf8")).toBe(before);
    project.things.forbid(undefined);
    expect((await vp("rollback --to 1 --yes")).code).toBe(0);
  });

  it("needs the passphrase of that time, and writes config that today's opens", async () => {
    const today = { PULUMI_CONFIG_PASSPHRASE: "another" };
    const old = join(project.folder, "old-passphrase");
    writeFileSync(old, `${project.env.PULUMI_CONFIG_PASSPHRASE}\n`);
    // The engine reads the new one from standard input and keeps what it wrote before.
    const change = 'printf "another\\nanother\\n" | pulumi stack change-secrets-provider passphrase --stack test';
    const changed = await run("sh", ["-c", change], { cwd: project.folder, env: project.env });
    expect(changed.code, changed.output).toBe(0);

    const without = await vp("rollback --to 2 --yes", today);
    expect([without.code, without.output]).toEqual([3, expect.stringContaining("--old-passphrase-file")]);
    const { code, output } = await vp(`rollback --to 2 --yes --old-passphrase-file ${old}`, today);
    expect(code, output).toBe(0);
    const opened = await run("pulumi", ["config", "get", "key", "--stack", "test"], {
      cwd: project.folder,
      env: { ...project.env, ...today },
    });
    expect(opened.output).toContain("of the second release");
  });
});

describe("after an engine that was killed in the middle of an update (F01, F05)", () => {
  const project = new TestProject();
  const vp = (args: string) =>
    run(process.execPath, [VP, ...args.split(" "), "--stack", project.stack], {
      cwd: project.folder,
      env: project.env,
    });
  const release =
    (value: string): PulumiProgram =>
    async () => {
      const first = new Thing("first", { value, hard: value });
      new Thing("second", { value: pulumi.interpolate`${value} on ${first.id}` });
      return undefined;
    };

  beforeAll(async () => {
    await project.create();
    await project.up(release("one"));
    project.things.hold("two");
    const engine = await project.start(release("two"));
    const over = new Promise((done) => engine.on("close", done));
    await vi.waitFor(() => expect(project.things.waits).toBe(true), { timeout: 5 * 60_000, interval: 100 });
    engine.kill("SIGKILL");
    await over;
    project.things.hold(undefined);
  });
  afterAll(() => project.remove());

  it("names the lock that it left, and how to take it away", async () => {
    const { code, output } = await vp("rollback --to 1 --yes");
    expect([code, output]).toEqual([3, expect.stringContaining("pulumi cancel")]);
  });

  it("returns to the release before, and leaves nothing behind", async () => {
    await project.pulumi("cancel", "--yes", project.stack);
    const { code, output } = await vp("rollback --to 1 --yes");
    expect(code, output).toBe(0);
    expect(Object.values(project.things.all())).toHaveLength(2);
    expect(await project.up(release("one"))).toBe(0);
  });
});
