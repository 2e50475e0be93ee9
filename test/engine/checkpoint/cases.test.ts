import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verify } from "../../../operations/checkpoint";
import { type PulumiProgram, TestProject, Thing, ThingProvider } from "./project";

class Outer extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("test:index:Outer", name, args);
  }

  say(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

/** One program with everything in it that a checkpoint can record; `change` is what later runs do to it. */
function everything(change: {
  value: string;
  hard: string;
  key: string;
  renamed?: boolean;
  extra?: boolean;
}): PulumiProgram {
  return async () => {
    const { value, hard, key, renamed, extra } = change;
    const outer = new Outer("outer", { note: value });
    const inner = new pulumi.ComponentResource("test:index:Inner", "inner", {}, { parent: outer });
    const provider = new ThingProvider("by-hand", { region: value, token: pulumi.secret(key) }, { parent: outer });
    const stash = new pulumi.Stash("key", { input: pulumi.secret(key) }, { parent: inner, ignoreChanges: ["input"] });
    const first = new Thing(
      renamed ? "first-renamed" : "first",
      { value, hard, sealed: pulumi.secret({ deep: [key] }), list: [{ key: stash.output }], none: null },
      {
        parent: inner,
        provider,
        ...(renamed && { aliases: [{ name: "first" }] }),
        customTimeouts: { create: "7m", delete: "90s" },
        additionalSecretOutputs: ["serial"],
        replaceOnChanges: ["list[*].key"],
      },
    );
    const second = new Thing(
      "second",
      {
        value: pulumi.interpolate`on ${first.serial} by ${first.id}`,
        whole: first.id,
        asset: new pulumi.asset.StringAsset(`text of ${value}`),
        archive: new pulumi.asset.AssetArchive({ "a.txt": new pulumi.asset.StringAsset(value) }),
        reference: first,
        hidden: value,
      },
      { dependsOn: [inner], deletedWith: first, retainOnDelete: true, ignoreChanges: ["hidden"] },
    );
    new Thing("::odd name/with $signs", { value: "odd" }, { provider });
    // Said at the end and true of children that did not exist when the component was registered.
    outer.say({ first: first.id, serial: first.serial });
    if (extra) new Thing("newer", { value: "newer" }, { dependsOn: [second] });
    return { value, id: second.id, sealed: pulumi.secret([key]), nested: { serial: first.serial }, none: null };
  };
}

const open = (value: unknown) => (value as { value?: string }).value ?? value;

const ONE = { value: "one", hard: "a", key: "key-of-one" };
const TWO = { value: "two", hard: "b", key: "key-of-two", extra: true };

describe("replay on the real engine", () => {
  const project = new TestProject();

  beforeAll(async () => {
    await project.create();
    await project.up(everything(ONE));
    await project.up(everything(TWO));
    // A new key: the only way in which a stash takes one.
    const stash = "urn:pulumi:test::replay-test::test:index:Outer$test:index:Inner$pulumi:index:Stash::key";
    await project.up(everything(TWO), "--replace", stash);
  });
  afterAll(() => project.remove());

  it("brings back everything that the checkpoint records", async () => {
    const { ok, runs } = await project.replay(1, { message: "rollback to release 1" });
    expect(runs.map(({ output }) => output).join(), "output").not.toContain("error");
    expect(ok).toBe(true);
    const proof = verify(await project.recorded(1), await project.now());
    expect(proof.differences).toEqual([]);
    expect(proof.compared).toBeGreaterThan(9);
  });

  it("brings back the world, with what is computed from other resources naming the ones there are", async () => {
    const things = Object.entries(project.things.all());
    const [id, { serial }] = things.find(([, { value }]) => value === "one") ?? ["", {}];
    const second = things.find(([, { whole }]) => JSON.stringify(whole ?? "").includes(id));
    // The serial is a secret of the first thing, and so is what the second one says about it.
    expect(JSON.stringify(second?.[1].value)).toContain(`on ${open(serial)} by ${id}`);
    expect(things.map(([, { value }]) => value)).not.toContain("newer");
  });

  it("changes nothing the second time, nor does the program of that time", async () => {
    const again = await project.replay(1);
    expect([again.ok, again.runs.map(({ changes }) => changes)]).toEqual([true, again.runs.map(() => ({}))]);
    expect(await project.up(everything(ONE))).toBe(0);
  });

  it("says in the history what it was", async () => {
    expect((await project.history.entries())[3]).toMatchObject({ message: "rollback to release 1", kind: "update" });
  });

  it("goes forward again in the same way", async () => {
    expect((await project.replay(3)).ok).toBe(true);
    expect(verify(await project.recorded(3), await project.now()).differences).toEqual([]);
    expect(await project.up(everything(TWO))).toBe(0);
  });
});
