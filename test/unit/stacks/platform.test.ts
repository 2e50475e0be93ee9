import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { loadConfig, type PlatformSecrets } from "../../../stacks/config";
import type { PlatformOutputs } from "../../../stacks/outputs";
import { Platform } from "../../../stacks/platform";
import { type Mode, named, ofType, type Recorded, recorded } from "../support/recorded";

const CONTAINER = "docker:index/container:Container";
const COLLECTION = "vector-platform:index:Collection";
const GATEWAY = "vector-platform:edge:Gateway";
/** A whole platform is about a hundred resources; the default of 5 s is for single components. */
const PATIENCE = { timeout: 60_000 };
const RELEASE = { version: "1.0.0", image: { reference: "api:1.0.0" } };

interface Made {
  readonly resources: readonly Recorded[];
  readonly outputs: PlatformOutputs;
}

async function platform(mode: Mode, raw: Record<string, unknown> = {}, secrets: PlatformSecrets = {}): Promise<Made> {
  const texts = Object.entries({ environment: "development", ...raw }).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const config = loadConfig(Object.fromEntries(texts), { stack: "test" });
  const releases = { blue: RELEASE, ...(config.slots.green.enabled && { green: { ...RELEASE, version: "1.1.0" } }) };
  let outputs: PlatformOutputs | undefined;
  const resources = await recorded(mode, () => {
    outputs = new Platform(config, secrets, releases).outputs;
  });
  if (!outputs) throw new Error("the program ended before its outputs were known");
  return { resources, outputs };
}

const services = (resources: readonly Recorded[]) =>
  ofType(resources, CONTAINER)
    .map(({ name }) => name)
    .filter((name) => !name.includes("-files-"))
    .sort();

describe.each(["preview", "update"] as const)("the platform in %s", PATIENCE, (mode) => {
  it("runs the shared services once and the active slot", async () => {
    const { resources } = await platform(mode);
    expect(services(resources)).toEqual(
      [
        ...["qdrant", "redis", "postgres", "embedding-blue", "api-blue", "gateway"],
        ...["prometheus", "alertmanager", "grafana", "redis-exporter", "postgres-exporter", "node-exporter"],
      ].sort(),
    );
  });

  it("adds the idle slot beside the active one when it is enabled", async () => {
    const one = services((await platform(mode)).resources);
    const { resources, outputs } = await platform(mode, { slots: { green: { enabled: true, version: "1.1.0" } } });
    expect(services(resources).filter((name) => !one.includes(name))).toEqual(["api-green", "embedding-green"]);
    expect(outputs).toMatchObject({ activeSlot: "blue", versions: { blue: "1.0.0", green: "1.1.0" } });
  });

  it("publishes ports at the gateway and nowhere else", async () => {
    const { resources } = await platform(mode);
    const publishing = ofType(resources, CONTAINER).filter(
      ({ inputs }) => (inputs.ports as unknown[] | undefined)?.length,
    );
    expect(publishing.map(({ name }) => name)).toEqual(["gateway"]);
    expect(publishing[0]?.inputs.ports).toEqual([
      { internal: 8443, external: 8443, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 9443, external: 9443, ip: "127.0.0.1", protocol: "tcp" },
    ]);
  });

  it("declares the nine collections, protected only where data is", async () => {
    const { resources } = await platform(mode);
    const open = ofType(resources, COLLECTION);
    expect(open.map(({ inputs }) => inputs.name).sort()).toEqual([
      "deepcoder",
      "deepseek",
      "general",
      "hermes",
      "imp",
      "mixtral",
      "openchat",
      "phi3",
      "yi34b",
    ]);
    expect(open.some(({ protect }) => protect)).toBe(false);
    const kept = (await platform(mode, { protectData: true })).resources;
    expect(ofType(kept, COLLECTION).every(({ protect }) => protect)).toBe(true);
    expect(named(kept, "collections").retainOnDelete).toBe(true);
  });

  it("does without what is switched off", async () => {
    const { resources, outputs } = await platform(mode, { monitoring: { enabled: false } });
    expect(services(resources)).toEqual(["api-blue", "embedding-blue", "gateway", "postgres", "qdrant", "redis"]);
    expect(outputs.dashboards).toEqual({});
    const some = await platform(mode, { monitoring: { grafana: { enabled: false } } });
    expect(services(some.resources)).not.toContain("grafana");
    expect(Object.keys(some.outputs.dashboards)).toEqual(["prometheus", "alertmanager"]);
  });

  it("takes given secrets and generates the others", async () => {
    const generated = ofType((await platform(mode)).resources, "pulumi:index:Stash").map(({ name }) => name);
    const secrets = {
      apiKeys: pulumi.secret({ tester: "planted-api-key-of-tester" } as Readonly<Record<string, string>>),
      redisPassword: pulumi.secret("planted-redis-password"),
    };
    const { resources } = await platform(mode, {}, secrets);
    const rest = ofType(resources, "pulumi:index:Stash").map(({ name }) => name);
    expect(generated.filter((name) => !rest.includes(name))).toEqual(["api-key", "redis-password"]);
    expect(resources.flatMap(({ inputs, secretInputs, name }) => leaks(name, inputs, secretInputs))).toEqual([]);
  });

  it("says how to reach it and how to read its keys, and keeps the keys secret", async () => {
    const { outputs } = await platform(mode);
    expect(outputs.endpoints).toEqual({ public: "https://127.0.0.1:8443", operator: "https://127.0.0.1:9443" });
    expect(outputs.readKeys.api).toBe("pulumi stack output apiKey --show-secrets --stack test");
    expect(await pulumi.isSecret(outputs.apiKey)).toBe(true);
    expect(await pulumi.isSecret(outputs.operatorKey)).toBe(true);
  });

  it("takes the certificate that the operator provides", async () => {
    const provided = { gateway: { tls: { mode: "provided" } } };
    await expect(platform(mode, provided)).rejects.toThrow(/tlsCertificate/);
  });
});

describe("the order of the platform", PATIENCE, () => {
  it("writes the gateway's configuration only after every slot is ready", async () => {
    const { resources } = await platform("update", { slots: { green: { enabled: true } } });
    const [component] = ofType(resources, GATEWAY);
    for (const gate of ["api-blue-ready", "api-green-ready", "embedding-green-ready"]) {
      expect(
        component?.dependencies.some((urn) => urn.endsWith(`::${gate}`)),
        gate,
      ).toBe(true);
    }
  });
});

/** Inputs that hold a planted value and are not marked secret. */
function leaks(name: string, inputs: Readonly<Record<string, unknown>>, secretInputs: readonly string[]): string[] {
  return Object.entries(inputs)
    .filter(([key, value]) => JSON.stringify(value)?.includes("planted-") && !secretInputs.includes(key))
    .map(([key]) => `${name}.${key}`);
}
