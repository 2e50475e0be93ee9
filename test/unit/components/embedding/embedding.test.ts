import { describe, expect, it } from "vitest";
import { Embedding, type EmbeddingArgs, embeddingWorkload } from "../../../../components/embedding";
import { named, recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";

const args: EmbeddingArgs = {
  runtime: recordingRuntime(),
  image: { reference: "tei@sha256:0" },
  slot: "green",
  model: "sentence-transformers/all-MiniLM-L6-v2",
  device: "cpu",
  cpu: 1,
  memoryMiB: 1024,
};
const workload = embeddingWorkload("embedding-green", args);

describe("embeddingWorkload", () => {
  it("serves the model on the platform's port", () => {
    expect(workload.command?.join(" ")).toBe(
      "--model-id sentence-transformers/all-MiniLM-L6-v2 --hostname 0.0.0.0 --port 8080 " +
        "--max-concurrent-requests 512 --max-batch-tokens 16384 --auto-truncate",
    );
  });

  it("pins the model when asked to", () => {
    const pinned = embeddingWorkload("embedding-green", { ...args, revision: "abc123" });
    expect(pinned.command?.join(" ")).toContain("--revision abc123");
    expect(workload.command).not.toContain("--revision");
  });

  it("takes a GPU only on a device that is one", () => {
    expect(workload.resources.gpus).toBe(0);
    expect(embeddingWorkload("embedding-green", { ...args, device: "gpu" }).resources.gpus).toBe(1);
  });

  it("may download, keeps what it has downloaded, and does not print its settings", () => {
    expect(workload.egress).toBe(true);
    expect(workload.volumes?.[0]).toMatchObject({ path: "/data", protected: false });
    expect(workload.env).toEqual({ LOG_LEVEL: "warn" });
  });

  it("marks its figures with the slot", () => {
    expect(workload.scrape).toEqual({ port: 8080, labels: { slot: "green" } });
  });
});

describe.each(["preview", "update"] as const)("Embedding, %s", (mode) => {
  it("registers itself", async () => {
    const resources = await recorded(mode, () => new Embedding("embedding-green", args));
    expect(named(resources, "embedding-green").type).toBe("vector-platform:app:Embedding");
  });
});
