import { describe, expect, it } from "vitest";
import { affectedBy, diffCheckpoints, verify } from "../../../../operations/checkpoint";
import { resource, secret, stackResource, state, urn } from "./support";

describe("two checkpoints", () => {
  it("differ by what was added, removed and changed, without a word about values", () => {
    const before = state(
      stackResource(),
      resource("a", { inputs: { key: secret("hunter2"), n: 1 } }),
      resource("gone"),
    );
    const after = state(stackResource(), resource("a", { inputs: { key: secret("other"), n: 1 } }), resource("new"));
    const differences = diffCheckpoints(before, after);
    expect(differences).toEqual([
      { urn: urn("a"), change: "changed", properties: ["key"] },
      { urn: urn("new"), change: "added", properties: [] },
      { urn: urn("gone"), change: "removed", properties: [] },
    ]);
    expect(JSON.stringify(differences)).not.toContain("hunter2");
  });

  it("do not differ by ids, times, the order of sets, or what is said and what is left out", () => {
    const before = resource("a", {
      dependencies: [urn("x"), urn("y")],
      created: "then",
      protect: false,
      ignoreChanges: [],
    });
    const after = resource("a", { id: "another", dependencies: [urn("y"), urn("x")], created: "now" });
    expect(diffCheckpoints(state(before), state(after))).toEqual([]);
  });

  it("do not differ by a value that only names another resource by its new id", () => {
    const pair = (id: string) =>
      state(
        resource("a", { id, outputs: { id } }),
        resource("b", { inputs: { of: `made of ${id}` }, propertyDependencies: { of: [urn("a")] } }),
      );
    expect(diffCheckpoints(pair("id-number-1"), pair("id-number-2"))).toEqual([]);
  });

  it.each([
    ["protect", { protect: true }],
    ["retainOnDelete", { retainOnDelete: true }],
    ["ignoreChanges", { ignoreChanges: ["x"] }],
    ["replaceOnChanges", { replaceOnChanges: ["x"] }],
    ["additionalSecretOutputs", { additionalSecretOutputs: ["x"] }],
    ["customTimeouts", { customTimeouts: { create: 60 } }],
    ["deletedWith", { deletedWith: urn("x") }],
    ["dependencies", { dependencies: [urn("x")] }],
    ["propertyDependencies", { propertyDependencies: { x: [urn("x")] } }],
    ["parent", { parent: urn("x") }],
    ["provider", { provider: `${urn("p", "pulumi:providers:thing")}::id` }],
  ])("differ by the option %s", (option, given) => {
    const [difference] = diffCheckpoints(state(resource("a")), state(resource("a", given)));
    expect(difference?.properties).toEqual([option]);
  });

  it("name everything that was computed from what differs", () => {
    const recorded = state(
      stackResource(),
      resource("a", { inputs: { n: 1 } }),
      resource("b", { propertyDependencies: { of: [urn("a")] } }),
      resource("c", { propertyDependencies: { of: [urn("b")] } }),
      resource("d", { dependencies: [urn("c")] }),
    );
    const changed = [{ urn: urn("a"), change: "changed", properties: ["n"] }] as const;
    expect(affectedBy(changed, recorded)).toEqual([urn("a"), urn("b"), urn("c")]);
  });
});

describe("the proof", () => {
  const recorded = state(
    stackResource({ url: "at id-number-1" }),
    resource("a", { id: "id-number-1", modified: "then", inputs: { n: 1 }, outputs: { n: 1, serial: "made up one" } }),
  );
  const replayed = (given: object, url = "at id-number-2") =>
    state(
      stackResource({ url }),
      resource("a", {
        id: "id-number-2",
        modified: "now",
        inputs: { n: 1 },
        outputs: { n: 1, serial: "made up two" },
        ...given,
      }),
    );

  it("holds when everything is as recorded, and names what a provider makes up anew", () => {
    const proof = verify(recorded, replayed({}));
    expect(proof).toMatchObject({ exact: true, compared: 2, differences: [] });
  });

  it.each([
    ["an input", replayed({ inputs: { n: 2 } }), "n"],
    ["an output that repeats an input", replayed({ outputs: { n: 2, serial: "x" } }), "outputs.n"],
    ["an option", replayed({ protect: true }), "protect"],
    ["an output of the stack", replayed({}, "elsewhere"), "outputs.url"],
    ["an output of what was never touched", replayed({ id: "id-number-1", modified: "then" }), "outputs.serial"],
    ["secretness", replayed({ inputs: { n: secret(1) } }), "n"],
  ])("fails by %s", (_, now, what) => {
    const { exact, differences } = verify(recorded, now);
    expect(exact).toBe(false);
    expect(differences.map((finding) => finding.what)).toContain(what);
  });

  it("fails by what is missing, and by what is there and was not kept on purpose", () => {
    const now = state(stackResource({ url: "at id-number-1" }), resource("stranger"));
    expect(verify(recorded, now).differences.map(({ what }) => what)).toEqual(["missing", "extra"]);
    expect(verify(recorded, now, [urn("stranger")]).differences.map(({ what }) => what)).toEqual(["missing"]);
  });

  it("is not led astray by a number of one object that is the port of another", () => {
    const cluster = (version: string) =>
      state(
        resource("config", { modified: version, outputs: { resourceVersion: version } }),
        resource("service", { modified: "then", outputs: { env: "5432", ports: [5432] } }),
      );
    expect(verify(cluster("5432"), cluster("6108")).differences).toEqual([]);
  });

  it("fails by a stash that keeps another value, since that is what a stash is for", () => {
    const stash = (output: string, id: string) =>
      state(resource("key", { type: "pulumi:index:Stash", id, inputs: {}, outputs: { output } }));
    expect(verify(stash("old", "1"), stash("new", "2")).exact).toBe(false);
  });
});
