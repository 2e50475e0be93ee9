import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RULES } from "../../../policies/rules";
import { docker, ensureTestImage, exists, TEST_IMAGE } from "../plugins/docker";
import { type PluginHome, pluginHome } from "../plugins/home";
import { Project } from "../support";
import { type Pack, policyPack } from "./pack";
import { GOOD, OUTPUTS, programOf, REFUSED_ALONE, REFUSED_TOGETHER } from "./resources";

let home: PluginHome;
let pack: Pack;

beforeAll(async () => {
  await ensureTestImage();
  [home, pack] = [await pluginHome(), await policyPack()];
});
afterAll(async () => {
  await home?.discard();
  await pack?.discard();
});

const judged = () => Project.create({ pluginHome: home.folder, env: { PULUMI_OPTION_POLICY_PACK: pack.folder } });
const inEnvironment = (project: Project, name: string) =>
  project.run(["config", "set", "vector-platform:environment", name]);

/** Names of the rules that the engine says were broken. */
function broken(output: string): string[] {
  const names = [...output.matchAll(/\[mandatory\]\s+([\w-]+)\s/g)].map(([, name]) => name ?? "");
  return [...new Set(names)].sort();
}

describe("the engine with the policy pack", () => {
  let project: Project;
  beforeAll(async () => {
    project = await judged();
  });
  afterAll(() => project.discard());

  test("refuses, in production, what each rule is there for", async () => {
    await project.program(programOf(Object.values(REFUSED_ALONE)));
    const alone = await project.preview();
    expect(alone.ok).toBe(false);
    expect(broken(alone.output)).toEqual(expect.arrayContaining(Object.keys(REFUSED_ALONE)));
    // Which, what, why, and how to fix.
    expect(alone.output).toContain("container latest: its image thing:latest has the tag latest.");
    expect(alone.output).toContain("Why: `latest` is another program tomorrow");
    expect(alone.output).toContain("Fix: name a version, e.g. thing:1.2.3.");

    await project.program(programOf(Object.values(REFUSED_TOGETHER).flat(), OUTPUTS));
    const together = await project.preview();
    expect(together.ok).toBe(false);
    expect(broken(together.output)).toEqual(expect.arrayContaining(Object.keys(REFUSED_TOGETHER)));

    const names = [...Object.keys(REFUSED_ALONE), ...Object.keys(REFUSED_TOGETHER)];
    expect(names.sort()).toEqual(RULES.map(({ name }) => name).sort());
  });

  test("lets in development what only production forbids, and nothing else", async () => {
    expect(await inEnvironment(project, "development")).toMatchObject({ ok: true });
    await project.program(programOf([...GOOD, ...(REFUSED_TOGETHER["protected-data"] ?? [])]));
    expect(await project.preview()).toMatchObject({ ok: true });
    await project.program(programOf(REFUSED_TOGETHER["tls-on"] ?? []));
    const refused = await project.preview();
    expect([refused.ok, broken(refused.output)]).toEqual([false, ["tls-on"]]);
  });

  test("lets a good stack of production pass, and records it", async () => {
    expect(await inEnvironment(project, "production")).toMatchObject({ ok: true });
    await project.program(programOf(GOOD));
    expect(await project.preview()).toMatchObject({ ok: true });
    expect(await project.up()).toMatchObject({ ok: true });
    expect(await project.resource("thing")).toBeDefined();
    await project.run(["state", "unprotect", "--all", "--yes"]);
  });
});

const CONTAINER = `vp-engine-policies-${process.pid}`;

/** A real container that every rule lets pass in development; `changes` are further arguments, as source text. */
const real = (changes = "") => `
  const web = new docker.Container("web", {
    name: "${CONTAINER}", image: "${TEST_IMAGE}", command: ["sleep", "1000"], destroyGraceSeconds: 1,
    user: "1000:1000", capabilities: { drops: ["ALL"] }, securityOpts: ["no-new-privileges:true"],
    memory: 32, memorySwap: 32, cpus: "0.5", healthcheck: { tests: ["CMD", "true"] }, ${changes}
  });
  // Not known in the preview, so no rule may stumble over it.
  new docker.Volume("labelled", { name: "${CONTAINER}", labels: [{ label: "of", value: web.id }] });`;

describe("a stack on a real Docker engine", () => {
  let project: Project;
  beforeAll(async () => {
    project = await judged();
    await inEnvironment(project, "development");
  });
  afterAll(() => project.discard());

  test("is refused before anything is changed, in preview and in up", async () => {
    await project.program(real("privileged: true,"));
    const runs = [await project.preview(), await project.up(), await project.run(["up", "--yes"])];
    for (const { ok, output } of runs) {
      expect(ok).toBe(false);
      expect(broken(output)).toEqual(["no-privilege"]);
      expect(output).toContain("container web: it is privileged.");
    }
    expect(await exists(CONTAINER)).toBe(false);
    expect(await project.resource("web")).toBeUndefined();
  });

  test("is deployed when it is good, with nothing said about what the preview cannot know", async () => {
    await project.program(real());
    const preview = await project.preview();
    expect(preview).toMatchObject({ ok: true });
    expect(preview.output).not.toMatch(/can't run policy|advisory/);
    expect(await project.up()).toMatchObject({ ok: true });
    expect(await exists(CONTAINER)).toBe(true);
  });

  test("keeps what runs when a change is refused", async () => {
    const before = (await docker.getContainer(CONTAINER).inspect()).Id;
    await project.program(real(`envs: ["API_KEY=planted"],`));
    const up = await project.up();
    expect([up.ok, broken(up.output)]).toEqual([false, ["no-plain-keys"]]);
    expect((await docker.getContainer(CONTAINER).inspect()).Id).toBe(before);
  });
});
