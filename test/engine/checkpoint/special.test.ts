import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nameOf, openCheckpoint, readCheckpoint, saltOf, throughEngine, verify } from "../../../operations/checkpoint";
import { type PulumiProgram, TestProject, Thing } from "./project";

describe("what is rare in a checkpoint", () => {
  const project = new TestProject();
  const theirs = project.things.create({ value: "theirs" }).id;
  const imported = project.things.create({ value: "taken over" }).id;

  /** Looked at, taken over, made by code that travels in the checkpoint, and in the second release protected. */
  const program =
    (value: string, vault: boolean): PulumiProgram =>
    async () => {
      const seen = new Thing("seen", {}, { id: theirs } as pulumi.CustomResourceOptions);
      const taken = new Thing("taken", { value: "taken over" }, { import: imported });
      const dynamic = new Dynamic("dynamic", { value, near: taken.id });
      const group = new pulumi.ComponentResource("test:index:Group", vault ? "vaults" : "group");
      if (vault) new Thing("vault", { value: "precious" }, { parent: group, protect: true, dependsOn: [dynamic] });
      new Thing("plain", { value, near: seen.serial });
      return { value, made: dynamic.id };
    };

  beforeAll(async () => {
    await project.create();
    await project.up(program("one", false));
    await project.up(program("two", true));
  });
  afterAll(() => project.remove());

  it("comes back, and what is protected stays with all that it needs", async () => {
    const { ok, runs, kept } = await project.replay(1);
    expect(ok, runs.map(({ output }) => output).join("\n")).toBe(true);
    expect(kept.map(nameOf)).toEqual(expect.arrayContaining(["vault", "vaults"]));
    expect(verify(await project.recorded(1), await project.now(), kept).differences).toEqual([]);
    const values = Object.values(project.things.all()).map(({ value }) => value);
    expect(values.sort()).toEqual(["one", "precious", "taken over", "theirs"]);
  });

  it("stops where a provider refuses, and goes on from there", async () => {
    project.things.forbid("two");
    const failed = await project.replay(2);
    expect(failed.ok).toBe(false);
    expect(failed.runs[0]?.errors.join()).toContain('"two" is forbidden for now');
    // Nothing was taken away before its successor stood.
    expect(Object.values(project.things.all()).map(({ value }) => value)).toContain("one");

    project.things.forbid(undefined);
    const { ok, kept } = await project.replay(2);
    expect(ok).toBe(true);
    expect(verify(await project.recorded(2), await project.now(), kept).differences).toEqual([]);
  });

  it("shows in a preview what it would do, and does nothing", async () => {
    const before = await project.pulumi("stack", "export");
    const { ok, runs } = await project.replay(1, { preview: true });
    expect([ok, Object.keys(runs[0]?.changes ?? {})]).toEqual([true, expect.arrayContaining(["update"])]);
    expect(await project.pulumi("stack", "export")).toBe(before);
  });

  it("can be opened through the engine as well, and the scratch is gone afterwards", async () => {
    const [entry] = await project.history.entries();
    const checkpoint = readCheckpoint(await project.history.checkpoint(entry as never));
    expect(saltOf(checkpoint)).toBeDefined();
    const opened = await throughEngine(project.env)(checkpoint);
    const direct = await project.recorded(1);
    const never = async () => checkpoint;
    expect(
      (await openCheckpoint(opened, [], never).catch(() => openCheckpoint(opened, ["only for this test"], never)))
        .resources,
    ).toEqual(direct.resources);
  });

  it("is made anew where the stack was destroyed since", async () => {
    await project.pulumi("state", "unprotect", "--all", "--yes");
    await project.pulumi("destroy", "--yes", "--skip-preview");
    const { ok, runs } = await project.replay(1);
    expect(ok, runs.map(({ output }) => output).join("\n")).toBe(true);
    expect(verify(await project.recorded(1), await project.now()).differences).toEqual([]);
  });
});

/** Its code is serialised into the checkpoint, and is what a replay runs. */
class Dynamic extends pulumi.dynamic.Resource {
  constructor(name: string, props: pulumi.Inputs) {
    const provider: pulumi.dynamic.ResourceProvider = {
      create: async (inputs) => ({ id: `dynamic-${Math.random().toString(36).slice(2)}`, outs: inputs }),
      update: async (_id, _olds, news) => ({ outs: news }),
      diff: async (_id, olds, news) => ({ changes: olds.value !== news.value || olds.near !== news.near }),
    };
    super(provider, name, props);
  }
}
