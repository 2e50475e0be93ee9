import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ConfigError, loadConfig, type PlatformConfig } from "../../../../stacks/config";
import { stackFileSchema } from "../../../../stacks/config/json-schema";
import { operatorKeys } from "../../../../stacks/config/schema";
import { CLUSTER_SITE, raw } from "./support";

type Node = Readonly<Record<string, unknown>>;

const ROOT = join(__dirname, "../../../..");
const STACKS = ["dev", "staging", "production"];
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const stackFile = (stack: string): { config: Node } => parse(read(`Pulumi.${stack}.yaml`));
const valid = new Ajv({ strict: false }).compile(stackFileSchema());

function shipped(stack: string): PlatformConfig {
  const config = Object.entries(stackFile(stack).config);
  return loadConfig(
    raw(Object.fromEntries(config.map(([key, value]) => [key.replace("vector-platform:", ""), value]))),
    { stack, site: CLUSTER_SITE },
  );
}

describe("the stack files as shipped", () => {
  it.each(STACKS)("%s is valid for the program and for editors", (stack) => {
    expect(() => shipped(stack)).not.toThrow(ConfigError);
    expect(valid(stackFile(stack)), JSON.stringify(valid.errors)).toBe(true);
    expect(read(`Pulumi.${stack}.yaml`)).toMatch(
      /^# yaml-language-server: \$schema=.\/schema\/vector-platform.schema.json\n/,
    );
  });

  it("development listens on this machine alone", () => {
    const { gateway, platform, slots, activeSlot } = shipped("dev");
    expect(platform).toBe("docker");
    expect(gateway.publish).toEqual({ address: "127.0.0.1", port: 8443 });
    expect(gateway.operator).toEqual({ address: "127.0.0.1", port: 9443 });
    expect([activeSlot, slots.blue.enabled, slots.green.enabled]).toEqual(["blue", true, false]);
  });

  it("staging is on Kubernetes", () => {
    expect(shipped("staging")).toMatchObject({ environment: "staging", platform: "kubernetes" });
  });

  it("production is the GPU server over SSH, for its own network", () => {
    const { platform, docker, deployment, gateway } = shipped("production");
    expect(platform).toBe("docker");
    expect(docker.host).toBe("ssh://citadel@192.168.10.30");
    expect(deployment).toMatchObject({ targetHost: "192.168.10.30", user: "citadel" });
    expect(gateway.publish.address).toBe("192.168.10.30");
    expect(gateway.allowlist).toEqual(["192.168.10.0/24"]);
  });

  it("production on Kubernetes is one value away", () => {
    const { config } = stackFile("production");
    const settings = Object.entries({ ...config, "vector-platform:platform": "kubernetes" });
    const plain = Object.fromEntries(settings.map(([key, value]) => [key.replace("vector-platform:", ""), value]));
    expect(loadConfig(raw(plain), { stack: "production", site: CLUSTER_SITE }).platform).toBe("kubernetes");
  });
});

describe("the JSON Schema", () => {
  const config = (settings: Node) => valid({ config: { "vector-platform:environment": "development", ...settings } });

  it("is committed as the code has it (npm run schema)", () => {
    expect(JSON.parse(read("schema/vector-platform.schema.json"))).toEqual(
      JSON.parse(JSON.stringify(stackFileSchema())),
    );
  });

  it.each<[string, Node]>([
    ["what pulumi config set writes", { "vector-platform:canaryWeight": "5", "vector-platform:maintenance": "true" }],
    ["a secret", { "vector-platform:redisPassword": { secure: "v1:abc" } }],
    ["secrets by client", { "vector-platform:apiKeys": { alice: { secure: "v1:abc" } } }],
    ["other namespaces", { "pulumi:tags": { team: "search" }, "docker:host": "unix:///run/docker.sock" }],
    ["a collection that is removed", { "vector-platform:collections": { imp: null } }],
    ["cores as number or text", { "vector-platform:qdrant": { cpu: 2 }, "vector-platform:redis": { cpu: "250m" } }],
  ])("accepts %s", (_, settings) => {
    expect(config(settings), JSON.stringify(valid.errors)).toBe(true);
  });

  it.each<[string, Node]>([
    ["an unknown key", { "vector-platform:activSlot": "blue" }],
    ["an unknown key further down", { "vector-platform:qdrant": { memroy: "1Gi" } }],
    ["a value out of range", { "vector-platform:canaryWeight": 140 }],
    ["a size without unit", { "vector-platform:qdrant": { memory: 1024 } }],
    ["a secret in plain text", { "vector-platform:redisPassword": "hunter2" }],
  ])("refuses %s", (_, settings) => {
    expect(config(settings)).toBe(false);
  });

  it("allows what the backend adds, and nothing else beside config", () => {
    expect(valid({ encryptionsalt: "v1:abc", secretsprovider: "awskms://x", encryptedkey: "abc", config: {} })).toBe(
      true,
    );
    expect(valid({ konfig: {} })).toBe(false);
  });

  it("explains every key and gives each a default or says what happens without", () => {
    const { config: described } = stackFileSchema().properties as { config: { properties: Record<string, Node> } };
    expect(silent(described.properties, "config")).toEqual([]);
  });
});

/** Keys without a description, and optional ones whose description does not tell the default. */
function silent(properties: Readonly<Record<string, Node>>, path: string): string[] {
  return Object.entries(properties).flatMap(([key, node]) => {
    const description = String(node.description ?? "");
    const here = `${path}.${key}`;
    const told =
      "default" in node ||
      /default/i.test(description) ||
      key.endsWith(":environment") ||
      ["computeCapability", "secure"].includes(key);
    const inner = silent((node.properties ?? {}) as Record<string, Node>, here);
    return description !== "" && told ? inner : [here, ...inner];
  });
}

describe("Pulumi.yaml", () => {
  const project = parse(read("Pulumi.yaml")) as { config: Record<string, Node> } & Node;
  const schema = stackFileSchema().properties as { config: { properties: Record<string, Node> } };

  it("is the TypeScript project vector-platform", () => {
    expect(project).toMatchObject({
      name: "vector-platform",
      runtime: { name: "nodejs", options: { typescript: true } },
    });
  });

  it("lists the operator keys, and the environment that every stack has to name", () => {
    expect(Object.keys(project.config)).toEqual(["environment", ...Object.keys(operatorKeys)]);
    expect(project.config.environment).not.toHaveProperty("default");
  });

  it.each(Object.keys(operatorKeys))("says of %s what the schema says", (key) => {
    const field = schema.config.properties[`vector-platform:${key}`] ?? {};
    const type = field.type ?? (field.anyOf as Node[] | undefined)?.[0]?.type;
    expect(project.config[key]).toEqual({ type, description: field.description, default: field.default });
  });
});
