import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Api, type ApiArgs, apiWorkload } from "../../../../components/api";
import { recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";

const runtime = recordingRuntime();

const args: ApiArgs = {
  runtime,
  image: { reference: "vector-db-api:1.4.0" },
  slot: "blue",
  version: "1.4.0",
  cpu: 2,
  memoryMiB: 512,
  qdrantUrl: "http://qdrant:6333",
  embeddingUrl: "http://embedding-blue:8080",
  redis: { host: "redis", port: 6379 },
  postgres: { host: "postgres", port: 5432, database: "platform", user: "api" },
  collections: [
    { name: "mixtral", dimensions: 384 },
    { name: "hermes", dimensions: 768 },
  ],
  secrets: {
    qdrantApiKey: pulumi.secret("planted-key"),
    redisPassword: pulumi.secret("planted-redis"),
    postgresPassword: pulumi.secret("planted-postgres"),
  },
  reaches: ["embedding-blue", "qdrant"],
};

describe("apiWorkload", () => {
  const workload = apiWorkload("api-blue", args);

  it("tells the server who it is and where its neighbours are", () => {
    expect(workload.env).toMatchObject({
      PORT: "8000",
      SLOT: "blue",
      VERSION: "1.4.0",
      QDRANT_URL: "http://qdrant:6333",
      EMBEDDING_URL: "http://embedding-blue:8080",
      REDIS_HOST: "redis",
      REDIS_PORT: "6379",
      POSTGRES_HOST: "postgres",
      POSTGRES_PORT: "5432",
      POSTGRES_DB: "platform",
      POSTGRES_USER: "api",
      COLLECTIONS: "mixtral:384,hermes:768",
    });
  });

  it("hands every secret over as a file that the environment only names", () => {
    const paths = workload.secrets?.map((secret) => secret.path);
    const { QDRANT_API_KEY_FILE, REDIS_PASSWORD_FILE, POSTGRES_PASSWORD_FILE } = workload.env ?? {};
    expect(paths).toEqual([QDRANT_API_KEY_FILE, REDIS_PASSWORD_FILE, POSTGRES_PASSWORD_FILE]);
    expect(JSON.stringify([workload.env, workload.command ?? []])).not.toContain("planted");
  });

  it("asks readiness and liveness different questions", () => {
    expect(workload.health.ready).toEqual({ kind: "http", path: "/health", port: 8000, with: "bash" });
    expect(workload.health.live).toMatchObject({ path: "/livez" });
  });

  it("stops later than the drain period and the longest request together", () => {
    expect(workload.stop).toEqual({ signal: "SIGTERM", graceSeconds: 20 });
    const slow = apiWorkload("api-blue", { ...args, drainSeconds: 30, requestTimeoutSeconds: 60 });
    expect(slow.stop?.graceSeconds).toBe(95);
    expect(slow.env).toMatchObject({ DRAIN_SECONDS: "30", REQUEST_TIMEOUT_SECONDS: "60" });
  });

  it("runs as nobody special, publishes nothing, and labels its figures with its slot", () => {
    expect([workload.user, workload.egress ?? false]).toEqual([1000, false]);
    expect(workload.ports).toEqual([{ name: "http", number: 8000 }]);
    expect(workload.scrape).toEqual({ port: 8000, labels: { slot: "blue" } });
  });
});

describe("Api", () => {
  it.each(["preview", "update"] as const)("runs one workload under its own name, in %s", async (mode) => {
    runtime.ran.length = 0;
    const resources = await recorded(mode, () => {
      const api = new Api("api-blue", args);
      expect(runtime.ran).toEqual([api.workload]);
      expect([api.host, api.port]).toEqual(["api-blue", 8000]);
    });
    expect(resources.map(({ type, name }) => [type, name])).toEqual([["vector-platform:app:Api", "api-blue"]]);
  });
});
