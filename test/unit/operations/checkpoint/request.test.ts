import { describe, expect, it } from "vitest";
import { readRequest, registerRequest } from "../../../../operations/checkpoint/request";
import { resource, secret, urn } from "./support";

const EVERYTHING = resource("::odd name", {
  parent: urn("group", "my:mod:Group"),
  inputs: { key: secret({ deep: [1, null] }), __internal: {} },
  dependencies: [urn("x")],
  propertyDependencies: { key: [urn("x")], other: [] },
  protect: true,
  retainOnDelete: true,
  ignoreChanges: ["a.b"],
  replaceOnChanges: ["c[*]"],
  additionalSecretOutputs: ["d"],
  customTimeouts: { create: 90, delete: 600 },
  deletedWith: urn("x"),
  replaceWith: [urn("y")],
  hideDiff: [["a", 0, "b.c", "d"]],
  replacementTrigger: secret("v1") as never,
  aliases: [urn("older")],
});

describe("a registration", () => {
  const resolved = { inputs: EVERYTHING.inputs ?? {}, provider: "the provider" };
  const said = registerRequest(
    { resource: EVERYTHING, origin: "recorded", formerUrn: urn("newer"), importId: "an id" },
    resolved,
  ).toObject();

  it("says everything that was recorded", () => {
    expect(said).toMatchObject({
      type: "thing:index:Thing",
      name: "::odd name",
      parent: urn("group", "my:mod:Group"),
      provider: "the provider",
      importid: "an id",
      custom: true,
      protect: true,
      retainondelete: true,
      ignorechangesList: ["a.b"],
      replaceonchangesList: ["c[*]"],
      additionalsecretoutputsList: ["d"],
      customtimeouts: { create: "90s", update: "", pb_delete: "600s" },
      deletedwith: urn("x"),
      replaceWithList: [urn("y")],
      hidediffsList: ['a[0]["b.c"].d'],
      dependenciesList: [urn("x")],
      propertydependenciesMap: [
        ["key", { urnsList: [urn("x")] }],
        ["other", { urnsList: [] }],
      ],
      aliasesList: [{ urn: urn("older") }, { urn: urn("newer") }],
    });
  });

  it("keeps secrets and reserved keys", () => {
    const request = registerRequest({ resource: EVERYTHING, origin: "recorded" }, resolved);
    expect(request.getObject()?.toJavaScript()).toEqual(EVERYTHING.inputs);
    expect(request.getReplacementTrigger()?.toJavaScript()).toEqual(secret("v1"));
  });

  it("says outright what a resource would otherwise inherit", () => {
    const bare = registerRequest({ resource: resource("a"), origin: "recorded" }, { inputs: {}, provider: "" });
    expect([bare.hasProtect(), bare.getProtect()]).toEqual([true, false]);
    expect([bare.hasRetainondelete(), bare.getRetainondelete()]).toEqual([true, false]);
  });
});

describe("what the stack only looks at", () => {
  it("is read by its id", () => {
    const external = resource("theirs", { external: true, id: "their-id", inputs: { region: "here" } });
    const said = readRequest(external, { inputs: external.inputs ?? {}, provider: "p" });
    expect([said.getId(), said.getName(), said.getProvider()]).toEqual(["their-id", "theirs", "p"]);
    expect(said.getProperties()?.toJavaScript()).toEqual({ region: "here" });
  });
});
