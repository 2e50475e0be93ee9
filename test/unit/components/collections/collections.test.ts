import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Collections, type CollectionsArgs } from "../../../../components/collections";
import { named, ofType, recorded } from "../../support/recorded";

const args: CollectionsArgs = {
  endpoint: "https://127.0.0.1:9443/qdrant",
  operatorKey: pulumi.output("planted-operator"),
  apiKey: pulumi.output("planted-api"),
  patienceSeconds: 5,
  collections: [
    { name: "mixtral", dimensions: 384, backupPriority: "high" },
    { name: "general", dimensions: 384, payloadIndexes: { source: "keyword" } },
  ],
};

describe.each(["preview", "update"] as const)("Collections, %s", (mode) => {
  it("declares every collection below itself, through a provider of its own", async () => {
    const resources = await recorded(mode, () => new Collections("collections", args));
    expect(ofType(resources, "vector-platform:index:Collection").map(({ name }) => name)).toEqual([
      "collections-mixtral",
      "collections-general",
    ]);
    const mixtral = named(resources, "collections-mixtral");
    expect(mixtral.parent).toContain("vector-platform:data:Collections::collections");
    expect(mixtral.inputs).toEqual({ name: "mixtral", dimensions: 384, backupPriority: "high" });
  });

  it("marks both keys as secret, even when nobody else did", async () => {
    const provider = named(await recorded(mode, () => new Collections("collections", args)), "collections-qdrant");
    expect([...provider.secretInputs].sort()).toEqual(["apiKey", "operatorKey"]);
    expect(provider.inputs).toMatchObject({ endpoint: args.endpoint, patienceSeconds: "5" });
  });

  it("protects collections, not the connection to them", async () => {
    const resources = await recorded(mode, () => new Collections("collections", args, { protect: true }));
    expect(named(resources, "collections-mixtral").protect).toBe(true);
    expect(named(resources, "collections-qdrant").protect).toBe(false);
  });
});
