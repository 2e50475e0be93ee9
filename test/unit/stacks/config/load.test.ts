import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "../../../../stacks/config";
import { load, PRODUCTION, problems } from "./support";

describe("loadConfig", () => {
  it("reads text as the schema means it", () => {
    const config = loadConfig(
      {
        environment: "development",
        canaryWeight: "5",
        maintenance: "true",
        maintenanceMessage: "true",
        slots: '{"green":{"enabled":true,"version":"2.0.0-rc.1"}}',
        qdrant: '{"cpu":"1500m","memory":"1.5Gi"}',
      },
      { stack: "dev" },
    );
    expect(config).toMatchObject({ canaryWeight: 5, maintenance: true, maintenanceMessage: "true", stack: "dev" });
    expect(config.slots.green).toMatchObject({ enabled: true, version: "2.0.0-rc.1" });
    expect(config.qdrant).toMatchObject({ cpu: 1.5, memoryMiB: 1536 });
  });

  it("needs no more than an environment", () => {
    expect(load()).toMatchObject({ platform: "docker", activeSlot: "blue", canaryWeight: 0, maintenance: false });
  });

  it("carries sizes only under names with their unit", () => {
    const text = JSON.stringify(load());
    expect(text).not.toMatch(/"(memory|cacheMemory|storage|snapshotStorage|maxBodySize)":/);
  });

  it("reports every problem at once, as an error that Pulumi shows without a stack trace", () => {
    const settings = { canaryWeight: 140, qdrant: { memory: "1" }, redisPassword: "plain", api: { workers: 0 } };
    const site = { maintenance: true, gateway: { maxBodySize: "1" } };
    expect(problems(settings, { site }).map((line) => line.split(" ")[1])).toEqual([
      "canaryWeight",
      "qdrant.memory",
      "api.workers",
      "gateway.maxBodySize",
      "maintenance",
      "redisPassword",
    ]);
    expect(() => load(settings)).toThrow(ConfigError);
    expect(() => load(settings)).toThrow(/^4 problems in the configuration of stack dev:\n- /);
    expect(RunError.isInstance(new ConfigError("dev", []))).toBe(true);
  });

  it("counts a single problem as one", () => {
    expect(() => load({ canaryWeight: 140 })).toThrow(/^1 problem in the configuration of stack dev:\n- canaryWeight/);
  });

  it("draws no conclusion from a value that it refused", () => {
    expect(problems({ api: { replicas: 99, workers: "many" } })).toEqual([
      "- api.workers is \"many\"; allowed: a whole number from 1 to 256; run pulumi config set --path 'api.workers' <value>",
    ]);
  });

  it("does not measure a stack against a preset that it did not choose", () => {
    const collections = { mixtral: { expectedVectors: 1_000_000_000 } };
    expect(problems({ environment: "prod", collections }).map((line) => line.split(" ")[1])).toEqual(["environment"]);
    expect(problems({ sizing: "huge", collections }).map((line) => line.split(" ")[1])).toEqual(["sizing"]);
  });

  it("judges the rest of a stack that names no environment", () => {
    const lines = problems({ environment: "prod", canaryWeight: 140 });
    expect(lines.map((line) => line.split(" ")[1])).toEqual(["environment", "canaryWeight"]);
  });
});

describe("what follows from other values", () => {
  it("builds the API image of a version unless the slot names one", () => {
    const image = `registry.example.org/vector-db-api:2.0.0@sha256:${"a".repeat(64)}`;
    const { slots } = load({ slots: { blue: { version: "1.2.0" }, green: { version: "2.0.0", image } } });
    expect(slots.blue).toMatchObject({ image: "vector-db-api:1.2.0", build: true });
    expect(slots.green).toMatchObject({ image, build: false });
  });

  it("takes the Docker engine of the target host unless one is named", () => {
    const deployment = { targetHost: "192.168.10.30", user: "citadel" };
    expect(load({ deployment }).docker.host).toBe("ssh://citadel@192.168.10.30");
    expect(load({ deployment, docker: { host: "unix:///run/docker.sock" } }).docker.host).toBe(
      "unix:///run/docker.sock",
    );
    expect(load().docker.host).toBeUndefined();
  });

  it("takes the embedding image that fits the card", () => {
    const image = (embedding: object) => load({ embedding }).images.embedding;
    expect(image({})).toMatch(/:cpu-1\.9\.3@sha256:/);
    expect(image({ device: "gpu", computeCapability: "9.0" })).toMatch(/:hopper-1\.9\.3$/);
    expect(image({ computeCapability: "9.0" })).toMatch(/:cpu-1\.9\.3@sha256:/);
    expect(load({ images: { embedding: "mirror.example.org/tei:1" } }).images.embedding).toBe(
      "mirror.example.org/tei:1",
    );
  });

  it("runs the active slot whether or not it is enabled, so that naming it is a whole switch", () => {
    const { slots } = load({ activeSlot: "green" });
    expect([slots.blue.enabled, slots.green.enabled]).toEqual([true, true]);
    expect(load().slots.green.enabled).toBe(false);
  });
});

describe("the site file", () => {
  it("stands between the preset and the stack", () => {
    const site = { images: { redis: "mirror/redis:8" }, api: { cpu: "200m", memory: "300Mi" } };
    const config = load({ api: { memory: "400Mi" } }, { site });
    expect(config.images.redis).toBe("mirror/redis:8");
    expect(config.api).toMatchObject({ cpu: 0.2, memoryMiB: 400, replicas: 1 });
  });

  it("may leave out what the site lacks", () => {
    const { grafana, enabled } = load({}, { site: { monitoring: { grafana: { enabled: false } } } }).monitoring;
    expect([enabled, grafana.enabled]).toEqual([true, false]);
  });

  it("is named where its value is refused", () => {
    expect(problems({}, { site: { images: { redis: "redis" }, qdrnt: {} } })).toEqual([
      '- images.redis is "redis" (site file); allowed: an image reference with a tag other than latest or a digest, such as "redis:8.8.0@sha256:<64 hex digits>"; change it there',
      "- qdrnt is no key of the configuration (site file); allowed: qdrant, if that is what you mean; rename it, or take it out there",
    ]);
  });

  it("is not blamed for what the stack overrides", () => {
    expect(problems({ api: { cpu: "x" } }, { site: { api: { cpu: 1 } } })[0]).not.toContain("site file");
  });

  it("may not set what an operator switches, nor a secret", () => {
    expect(problems({}, { site: { activeSlot: "green", redisPassword: "hunter2" } })).toEqual([
      "- activeSlot is set (site file); allowed: only the stack's own configuration sets this key; take it out there",
      "- redisPassword is set (site file); allowed: only the stack's own configuration sets this key; take it out there",
    ]);
  });

  it.each([[null], ["text"], [5], [[]]])("has to be an object, not %j", (site) => {
    expect(problems({}, { site })).toEqual([
      "- VECTOR_PLATFORM_SITE is no object; allowed: an object like the stack's configuration; correct the file",
    ]);
  });

  it("may choose the sizing", () => {
    expect(load(PRODUCTION, { site: { sizing: "pod" } }).api.replicas).toBe(3);
  });
});
