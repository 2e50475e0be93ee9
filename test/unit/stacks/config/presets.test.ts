import { describe, expect, it } from "vitest";
import type { PlatformConfig } from "../../../../stacks/config";
import { load, PRODUCTION } from "./support";

const app = ({ api }: PlatformConfig) => `${api.replicas} x ${api.cpu} CPU, ${api.memoryMiB} MiB`;

describe("row A1: the pods of each environment", () => {
  it.each([
    ["development", "1 x 0.1 CPU, 256 MiB"],
    ["staging", "2 x 0.25 CPU, 512 MiB"],
    ["production", "3 x 0.5 CPU, 1024 MiB"],
  ])("%s: %s", (environment, size) => {
    expect(app(load({ ...PRODUCTION, environment, sizing: "pod" }))).toBe(size);
  });

  it("grows the database with the environment", () => {
    const sizes = ["development", "staging", "production"].map((environment) => {
      const { cpu, memoryMiB, storageGiB } = load({ ...PRODUCTION, environment }).postgres;
      return `${cpu} CPU, ${memoryMiB} MiB, ${storageGiB} GiB`;
    });
    expect(sizes).toEqual(["0.5 CPU, 512 MiB, 2 GiB", "1 CPU, 2048 MiB, 20 GiB", "4 CPU, 4096 MiB, 100 GiB"]);
  });
});

describe("row A3: production when the stack says nothing else", () => {
  const config = load(PRODUCTION);

  it("gives Qdrant 16 CPU, 32Gi and 1Ti at /data/qdrant", () => {
    expect(config.qdrant).toEqual({
      replicas: 1,
      cpu: 16,
      memoryMiB: 32 * 1024,
      storageGiB: 1024,
      snapshotStorageGiB: 512,
      storagePath: "/data/qdrant",
      logLevel: "info",
      maxConcurrentRequests: 2000,
    });
  });

  it("runs two API services of 8 CPU and 16Gi", () => {
    expect(config.sizing).toBe("service");
    expect(config.api).toMatchObject({
      replicas: 2,
      cpu: 8,
      memoryMiB: 16 * 1024,
      workers: 16,
      maxConnections: 20_000,
    });
  });

  it("keeps data on destroy, computes on the GPU and watches for a month", () => {
    expect(config.protectData).toBe(true);
    expect(config.embedding.device).toBe("gpu");
    expect(config.monitoring.prometheus.retentionDays).toBe(30);
  });

  it("stays within the 78 GiB of the machine with one slot and the data services", () => {
    const { qdrant, api, embedding, postgres, redis, gateway, monitoring } = config;
    const parts = [
      qdrant.memoryMiB * qdrant.replicas,
      api.memoryMiB * api.replicas,
      embedding.memoryMiB * embedding.replicas,
      postgres.memoryMiB,
      redis.cacheMiB * 1.5,
      gateway.memoryMiB,
      monitoring.prometheus.memoryMiB + monitoring.alertmanager.memoryMiB + monitoring.grafana.memoryMiB,
    ];
    expect(parts.reduce((total, part) => total + part, 0) / 1024).toBeLessThanOrEqual(78);
  });
});

describe("row B3: the nine collections", () => {
  it.each(["development", "staging", "production"])("are in %s with their backup priority", (environment) => {
    const { collections } = load({ ...PRODUCTION, environment });
    const priorities = Object.entries(collections).map(([name, { backupPriority }]) => `${name} ${backupPriority}`);
    expect(priorities).toEqual([
      "mixtral high",
      "hermes high",
      "openchat high",
      "phi3 medium",
      "yi34b medium",
      "deepcoder medium",
      "imp medium",
      "deepseek medium",
      "general low",
    ]);
  });
});

describe("a stack's own values", () => {
  it("override a preset field by field", () => {
    const config = load({ ...PRODUCTION, qdrant: { memory: "64Gi" }, api: { replicas: 4 } });
    expect(config.qdrant).toMatchObject({ cpu: 16, memoryMiB: 65_536, storageGiB: 1024 });
    expect(config.api).toMatchObject({ replicas: 4, cpu: 8 });
  });

  it("merge collections by name, add new ones and remove one of the nine", () => {
    const collections = { mixtral: { shards: 2 }, articles: { dimensions: 768 }, imp: null };
    const resolved = load({ collections }).collections;
    expect(resolved.mixtral).toMatchObject({ shards: 2, backupPriority: "high", dimensions: 384 });
    expect(resolved.articles).toMatchObject({ dimensions: 768, backupPriority: "medium", distance: "Cosine" });
    expect(Object.keys(resolved)).not.toContain("imp");
    expect(Object.keys(resolved)).toHaveLength(9);
  });

  it("replace a list as a whole", () => {
    expect(load({ gateway: { allowlist: ["10.1.0.0/16"] } }).gateway.allowlist).toEqual(["10.1.0.0/16"]);
  });
});
