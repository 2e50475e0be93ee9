import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { otherSlot, Slots } from "../../../../components/slots";
import type { Workload } from "../../../../components/workload";
import { recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";

const secret = pulumi.secret("planted");

async function workloads(releases: ConstructorParameters<typeof Slots>[1]["releases"]): Promise<Workload[]> {
  const runtime = recordingRuntime();
  await recorded("update", () => {
    const slots = new Slots("slots", {
      runtime,
      releases,
      data: [],
      embedding: { image: { reference: "tei" }, model: "m/m", device: "cpu", cpu: 1, memoryMiB: 512 },
      api: {
        ...{
          cpu: 1,
          memoryMiB: 256,
          qdrantUrl: "http://qdrant:6333",
          collections: [{ name: "general", dimensions: 3 }],
        },
        redis: { host: "redis", port: 6379 },
        postgres: { host: "postgres", port: 5432, database: "d", user: "u" },
        secrets: { qdrantApiKey: secret, redisPassword: secret, postgresPassword: secret },
        reaches: ["qdrant", "redis"],
      },
    });
    expect(slots.running).toEqual(Object.keys(releases));
    expect(slots.workloads).toEqual(runtime.ran);
  });
  return runtime.ran;
}

const release = (version: string) => ({ version, image: { reference: `api:${version}` } });

describe("Slots", () => {
  it("runs each slot's own release on its own embedding service", async () => {
    const [, blue, , green] = await workloads({ blue: release("1.0.0"), green: release("1.1.0") });
    expect([blue?.name, blue?.image.reference, blue?.env?.EMBEDDING_URL]).toEqual([
      "api-blue",
      "api:1.0.0",
      "http://embedding-blue:8080",
    ]);
    expect([green?.name, green?.image.reference, green?.env?.EMBEDDING_URL]).toEqual([
      "api-green",
      "api:1.1.0",
      "http://embedding-green:8080",
    ]);
    expect([blue?.env?.VERSION, green?.env?.VERSION]).toEqual(["1.0.0", "1.1.0"]);
  });

  it("runs nothing for a slot without a release", async () => {
    expect((await workloads({ green: release("1.0.0") })).map(({ name }) => name)).toEqual([
      "embedding-green",
      "api-green",
    ]);
  });

  it("shares the data services between the slots", async () => {
    const [, blue, , green] = await workloads({ blue: release("1.0.0"), green: release("1.1.0") });
    for (const key of ["QDRANT_URL", "REDIS_HOST", "POSTGRES_HOST", "POSTGRES_DB"]) {
      expect(green?.env?.[key]).toBe(blue?.env?.[key]);
    }
  });

  it("knows the other slot", () => {
    expect([otherSlot("blue"), otherSlot("green")]).toEqual(["green", "blue"]);
  });
});
