import { describe, expect, it } from "vitest";
import { asRecorded, planReplay } from "../../../../operations/checkpoint";
import { resource, secret, stackResource, state, urn } from "./support";

describe("a plan", () => {
  it("registers what was recorded, in its order, and nothing that no program registers", () => {
    const recorded = state(
      stackResource({ url: "x" }),
      resource("a"),
      resource("b"),
      resource("old-b", { delete: true }),
      resource("view", { viewOf: urn("a") }),
    );
    const plan = asRecorded(recorded, state(stackResource(), resource("newer")));
    expect(plan.registrations.map(({ resource: { urn: name } }) => name)).toEqual([urn("a"), urn("b")]);
    expect(plan.outputs).toEqual({ url: "x" });
  });

  it("knows a resource that has another name today by its type and id", () => {
    const recorded = state(stackResource(), resource("before", { id: "volume-1" }));
    const plan = asRecorded(recorded, state(stackResource(), resource("after", { id: "volume-1" })));
    expect(plan.registrations).toMatchObject([{ formerUrn: urn("after") }]);
  });

  it("takes no resource for another of the same id and another type", () => {
    const recorded = state(stackResource(), resource("before", { id: "1" }));
    const plan = asRecorded(
      recorded,
      state(stackResource(), resource("after", { id: "1", type: "thing:index:Other" })),
    );
    expect(plan.registrations[0]).not.toHaveProperty("formerUrn");
  });

  it("keeps what is protected today, with all that it needs", () => {
    const provider = resource("prov", { type: "pulumi:providers:thing", id: "p-id" });
    const today = state(
      stackResource(),
      provider,
      resource("group", { custom: false, id: undefined }),
      resource("needed"),
      resource("data", {
        protect: true,
        parent: urn("group"),
        provider: `${provider.urn}::p-id`,
        dependencies: [urn("needed")],
      }),
      resource("unprotected"),
    );
    const plan = asRecorded(state(stackResource(), resource("a")), today);
    const kept = plan.registrations
      .filter(({ origin }) => origin === "kept")
      .map(({ resource: { urn: name } }) => name);
    expect(kept).toEqual([provider.urn, urn("group"), urn("needed"), urn("data")]);
  });

  it("leaves ignoreChanges out once where today's value is another one", () => {
    const spec = { ignoreChanges: ["a.b"], inputs: { a: { b: 1 } } };
    const recorded = state(stackResource(), resource("x", spec));
    const same = planReplay(recorded, state(stackResource(), resource("x", spec)));
    expect([same.unfinished, same.registrations[0]?.resource.ignoreChanges]).toEqual([false, ["a.b"]]);
    const other = planReplay(recorded, state(stackResource(), resource("x", { ...spec, inputs: { a: { b: 2 } } })));
    expect([other.unfinished, other.registrations[0]?.resource.ignoreChanges]).toEqual([true, []]);
  });

  describe("for a stash", () => {
    const stash = (input: string, output = input) =>
      resource("key", {
        type: "pulumi:index:Stash",
        ignoreChanges: ["input"],
        inputs: { input: secret(input) },
        outputs: { input: secret(input), output: secret(output) },
      });
    const plan = (then: ReturnType<typeof stash>, now: ReturnType<typeof stash>) =>
      planReplay(state(stackResource(), then), state(stackResource(), now));

    it("makes it anew when it keeps another value today", () => {
      const { replace, unfinished } = plan(stash("old"), stash("new"));
      expect([replace, unfinished]).toEqual([[urn("key", "pulumi:index:Stash")], false]);
    });

    it("leaves it alone when it keeps the same one", () => {
      expect(plan(stash("old"), stash("old"))).toMatchObject({ replace: [], unfinished: false });
    });

    it("takes a second run when it was given one value and kept another", () => {
      const { registrations, replace, unfinished } = plan(stash("given", "kept"), stash("new"));
      expect([replace.length, unfinished]).toEqual([1, true]);
      expect(registrations[0]?.resource.inputs).toEqual({ input: secret("kept") });
    });
  });
});

describe("what was imported", () => {
  const imported = (given: object = {}) => resource("taken", { importID: "theirs", id: "theirs", ...given });
  const plan = (then: ReturnType<typeof imported>, ...now: ReturnType<typeof imported>[]) =>
    asRecorded(state(stackResource(), then), state(stackResource(), ...now)).registrations[0];

  it("is imported again where it still exists, and made anew where it was deleted", () => {
    expect(plan(imported(), imported())).toHaveProperty("importId", "theirs");
    expect(plan(imported())).not.toHaveProperty("importId");
    expect(plan(imported({ retainOnDelete: true }))).toHaveProperty("importId", "theirs");
  });
});
