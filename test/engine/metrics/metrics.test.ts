import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../support/deployment";
import { type PulumiProgram, TestProject, Thing } from "../checkpoint/project";

const VP = resolve(__dirname, "../../../operations/vp/bin/vp.js");
const COMMITTED = "2026-03-01T10:00:00Z";

const release =
  (value: string): PulumiProgram =>
  async () => {
    new Thing("thing", { value });
    return undefined;
  };

/** What the engine really writes down about a run, in the order in which an operator would have caused it. */
describe("delivery metrics of a history that the engine has written", () => {
  const project = new TestProject();
  const vp = async (args: string) => {
    const all = ['exec "$@" 2>/dev/null', "sh", process.execPath, VP, ...args.split(" "), "--stack", project.stack];
    const { code, output } = await run("sh", ["-c", ...all], { cwd: project.folder, env: project.env });
    expect(code, output).toBe(0);
    return output;
  };
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
      cwd: project.folder,
      env: { ...process.env, GIT_COMMITTER_DATE: COMMITTED },
    });

  beforeAll(async () => {
    await git("init", "--quiet");
    // What a run writes is no change of the program.
    writeFileSync(join(project.folder, ".gitignore"), "state\nthings\nnode_modules\nPulumi.test.yaml\n");
    await git("add", ".");
    await git("commit", "--quiet", "--message", "first");
    await project.create();
    await project.up(release("one"));
    project.things.forbid("broken");
    await project.tryUp(release("broken"));
    await project.up(release("two"));
    await project.pulumi("refresh", "--yes", "--skip-preview", "--stack", project.stack);
    const [id = ""] = Object.keys(project.things.all());
    project.things.update(id, { ...project.things.read(id), value: "by hand" });
    await project.pulumi("refresh", "--yes", "--skip-preview", "--stack", project.stack);
    await vp("rollback --to 1 --yes");
  });
  afterAll(() => project.remove());

  it("counts each kind of run", async () => {
    const told = JSON.parse(await vp("history --metrics --json"));
    expect(told).toMatchObject({
      stack: "test",
      deployments: 2,
      deploymentsPerDay: null,
      changeFailures: { part: 2, of: 3 },
      failed: 1,
      takenBackOrBad: 1,
      timeToRestore: { samples: 1 },
      openIncident: false,
      deploymentDuration: { samples: 2 },
      rollbackDuration: { samples: 1 },
      updateSuccess: { part: 3, of: 4 },
      drift: { part: 1, of: 2 },
      unreadable: 0,
    });
    // The programs of this test are a tool's, its refreshes a person's; on a build server all of it is the server's.
    const elsewhere = { ci: 0, tool: 4, person: 2, unknown: 0 };
    expect([elsewhere, { ci: 6, tool: 0, person: 0, unknown: 0 }]).toContainEqual(told.runsBy);
  });

  it("finds the time of the commit that the engine has noted", async () => {
    const { leadTime } = JSON.parse(await vp("history --metrics --json"));
    expect(leadTime.unknown).toMatchObject({ "commit was live before": 1, "uncommitted changes": 0 });
    const [first] = await project.history.entries();
    const seconds = ((first?.endedAt.getTime() ?? 0) - new Date(COMMITTED).getTime()) / 1000;
    expect(leadTime.spread).toMatchObject({ samples: 1, medianSeconds: seconds });
  });

  it("shows them to people and to Prometheus, for the period that is asked for", async () => {
    expect(await vp("history --metrics")).toMatch(/^change failure rate +66\.67 % +2 of 3: 1 failed, 1 taken back/m);
    expect(await vp("history --metrics --prometheus --since 1d")).toContain(
      'vector_platform_delivery_change_failure_ratio{project="replay-test",stack="test"} 0.666',
    );
  });
});
