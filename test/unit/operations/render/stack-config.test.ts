import { describe, expect, it } from "vitest";
import { marker } from "../../../../operations/render/secret-markers";
import { readStackConfig, stackConfig } from "../../../../operations/render/stack-config";
import { secretProblems } from "../../../../stacks/config/secrets";

const PREFIX = "vector-platform:";

describe("the configuration of a stack file", () => {
  it("is text, objects as JSON, as the engine hands it over", () => {
    const { values, secretKeys } = stackConfig({ [`${PREFIX}canaryWeight`]: 5, [`${PREFIX}api`]: { replicas: 2 } });
    expect(values).toEqual({ [`${PREFIX}canaryWeight`]: "5", [`${PREFIX}api`]: '{"replicas":2}' });
    expect(secretKeys).toEqual([]);
  });

  it("keeps what is encrypted closed, with a stand-in that passes for a value", () => {
    const secure = { secure: "v1:abc" };
    const given = { operatorKey: secure, tlsCertificate: secure, webhookUrl: secure, apiKeys: { alice: secure } };
    const config = Object.fromEntries(Object.entries(given).map(([key, value]) => [PREFIX + key, value]));
    const { values, secretKeys } = stackConfig(config);
    expect([...secretKeys].sort()).toEqual(Object.keys(config).sort());
    expect(values[`${PREFIX}operatorKey`]).toBe(marker("operatorKey"));
    expect(values[`${PREFIX}apiKeys`]).toBe(JSON.stringify({ alice: marker("apiKey.alice") }));
    const bare = Object.fromEntries(Object.entries(values).map(([key, value]) => [key.slice(PREFIX.length), value]));
    expect(secretProblems(bare, new Set(Object.keys(bare)))).toEqual([]);
  });

  it("names the file that is missing", () => {
    expect(() => readStackConfig("/nowhere", "other")).toThrow("There is no /nowhere/Pulumi.other.yaml");
  });
});
