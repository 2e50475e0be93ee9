import { describe, expect, it } from "vitest";
import { diffCheckpoints } from "../../../../operations/checkpoint";
import { fastPath } from "../../../../operations/rollback/fast-path";
import { resource, stackResource, state, urn } from "../checkpoint/support";

const platform = (slot: string, more: object = {}) =>
  state(
    stackResource({ activeSlot: slot }),
    resource("api-blue"),
    resource("api-green"),
    resource("gateway-files", { inputs: { config: `to ${slot}` } }),
    resource("gateway-ready", { propertyDependencies: { files: [urn("gateway-files")] }, ...more }),
  );
const config = { wanted: { "shop:activeSlot": "blue" }, present: { "shop:activeSlot": "green" } };
const warm = new Set(["api-blue", "embedding-blue"]);

describe("the fast path", () => {
  const recorded = platform("blue");
  const differences = diffCheckpoints(platform("green"), recorded);

  it("works on what steers the traffic, and on what follows from it", () => {
    expect(fastPath(differences, recorded, config, warm)).toEqual([urn("gateway-files"), urn("gateway-ready")]);
  });

  it("is not taken to a slot that is not warm, or that nobody could look at", () => {
    expect(fastPath(differences, recorded, config, new Set(["api-blue"]))).toBeUndefined();
    expect(fastPath(differences, recorded, config, undefined)).toBeUndefined();
  });

  it("is not taken where more than the traffic differs", () => {
    const more = { wanted: { ...config.wanted, "shop:size": 1 }, present: config.present };
    expect(fastPath(differences, recorded, more, warm)).toBeUndefined();
    const gone = diffCheckpoints(state(...platform("green").resources, resource("extra")), recorded);
    expect(fastPath(gone, recorded, config, warm)).toBeUndefined();
    expect(fastPath([], recorded, { wanted: {}, present: {} }, warm)).toBeUndefined();
  });

  it("is not taken where the slot itself would be touched", () => {
    const changed = [...differences, { urn: urn("api-blue"), change: "changed" as const, properties: ["image"] }];
    expect(fastPath(changed, recorded, config, warm)).toBeUndefined();
  });
});
