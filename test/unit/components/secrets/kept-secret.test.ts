import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { keptSecret } from "../../../../components/secrets";
import { ofType, recorded } from "../../support/recorded";

describe.each(["preview", "update"] as const)("keptSecret in %s", (mode) => {
  it("keeps what it generated once, as a secret", async () => {
    const [stash] = ofType(await recorded(mode, () => keptSecret("key", undefined)), "pulumi:index:Stash");
    expect(stash?.ignoreChanges).toEqual(["input"]);
    expect(stash?.secretInputs).toEqual(["input"]);
    expect(stash?.inputs.input).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes what the operator gave", async () => {
    expect(await recorded(mode, () => keptSecret("key", pulumi.output("given")))).toEqual([]);
    expect(await pulumi.isSecret(keptSecret("key", pulumi.output("given")))).toBe(true);
  });
});
