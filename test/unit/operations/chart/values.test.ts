import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { baseConfig, presetConfigs } from "../../../../operations/chart/presets";
import { difference, type Values, valuesOf } from "../../../../operations/chart/values";
import { valuesFile } from "../../../../operations/chart/values-file";
import { OWN_VALUES, valuesSchema } from "../../../../operations/chart/values-schema";

const VALUES: Values = { ...valuesOf(baseConfig()), ...OWN_VALUES };
const SCHEMA = valuesSchema(VALUES);
const accepts = new Ajv({ strict: false }).compile(SCHEMA);
const refused = (change: Values) => !accepts({ ...VALUES, ...change });

/** Schema and presets are made anew, which a busy machine takes its time for. */
const PATIENCE = { timeout: 120_000 };

describe("the values of the chart", PATIENCE, () => {
  it("satisfy their own schema, presets included", () => {
    expect(accepts(VALUES) || accepts.errors).toBe(true);
    for (const config of presetConfigs()) {
      expect(accepts({ ...valuesOf(config), ...OWN_VALUES }) || accepts.errors, config.stack).toBe(true);
    }
  });

  it.each([
    ["an unknown slot", { activeSlot: "red" }],
    ["a share above 100", { canaryWeight: 101 }],
    ["an unknown key", { replicas: 3 }],
    ["an unknown key further down", { qdrant: { replica: 3 } }],
    ["a size without unit", { qdrant: { memory: "4" } }],
    ["an image without tag", { images: { redis: "redis:latest" } }],
    ["text for a switch", { maintenance: "yes" }],
    ["an unknown exposure", { kubernetes: { exposure: "Ingress" } }],
    ["a collection with an unknown distance", { collections: { general: { distance: "Far" } } }],
  ])("refuse %s", (_, change) => {
    expect(refused(change as Values)).toBe(true);
  });

  it("accept what stands for nothing, and a collection that is taken out", () => {
    expect(refused({ kubernetes: { storageClass: "" }, collections: { general: null } })).toBe(false);
    expect(refused({ slots: { blue: { image: "" } } })).toBe(false);
  });

  it("are explained by the schema, key by key", () => {
    const text = valuesFile(VALUES, SCHEMA, "Head.");
    expect(text).toContain("# Share of requests, in percent, that the idle slot answers.\ncanaryWeight: 0");
    expect(parse(text)).toEqual(VALUES);
  });
});

describe("what a preset says", PATIENCE, () => {
  it("is the difference to the base and nothing else", () => {
    expect(difference({ a: 1, b: { c: 2, d: 3 }, e: [1] }, { a: 1, b: { c: 2, d: 4 }, e: [] })).toEqual({
      b: { d: 3 },
      e: [1],
    });
  });

  it("makes the three environments differ in size", () => {
    const [dev, staging, production] = presetConfigs().map((config) => valuesOf(config).qdrant as { memory: string });
    expect([dev?.memory, staging?.memory, production?.memory]).toEqual(["1Gi", "4Gi", "32Gi"]);
  });
});
