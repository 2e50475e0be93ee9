import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Qdrant, type QdrantArgs, qdrantWorkload } from "../../../../components/qdrant";
import { named, recorded } from "../../support/recorded";

const args: QdrantArgs = {
  runtime: { run: (workload) => ({ host: workload.name }) },
  image: { reference: "qdrant/qdrant@sha256:0" },
  apiKey: pulumi.secret('planted "key'),
  readOnlyKey: pulumi.secret("planted-read-only"),
  cpu: 1.5,
  memoryMiB: 1024,
  storageGiB: 5,
  snapshotsGiB: 3,
  protected: true,
};
const workload = qdrantWorkload("qdrant", args);

describe("qdrantWorkload", () => {
  it("hands both keys over in one secret file and nowhere else", async () => {
    expect(workload.secrets?.map(({ path, onChange }) => [path, onChange])).toEqual([
      ["/run/secrets/qdrant/keys.yaml", "restart"],
    ]);
    const content = workload.secrets?.[0]?.content as unknown as {
      promise(): Promise<string>;
      isSecret: Promise<boolean>;
    };
    expect(JSON.parse(await content.promise())).toEqual({
      service: { api_key: 'planted "key', read_only_api_key: "planted-read-only" },
    });
    expect(await content.isSecret).toBe(true);
    expect(JSON.stringify([workload.env, workload.command, workload.files])).not.toContain("planted");
  });

  it("does not start without its keys, and leaves no shell in front of the server", () => {
    const script = workload.command?.[2];
    expect(script).toContain('[ -r "$1" ] ||');
    expect(script).toContain("exec ./qdrant --config-path");
    expect(workload.command?.at(-1)).toBe("/run/secrets/qdrant/keys.yaml");
  });

  it("keeps vectors and snapshots apart, both protected", () => {
    expect(workload.volumes).toEqual([
      { name: "storage", path: "/qdrant/storage", sizeGiB: 5, protected: true },
      { name: "snapshots", path: "/qdrant/snapshots", sizeGiB: 3, protected: true },
    ]);
  });

  it("serves with as many threads as it has cores, unless told otherwise", () => {
    expect(workload.env).toMatchObject({
      QDRANT__SERVICE__MAX_WORKERS: "2",
      QDRANT__STORAGE__PERFORMANCE__MAX_SEARCH_THREADS: "2",
      QDRANT__SERVICE__MAX_REQUEST_SIZE_MB: "32",
      QDRANT__LOG_LEVEL: "INFO",
    });
    const tuned = qdrantWorkload("qdrant", { ...args, workers: 7, maxRequestSizeMiB: 64, logLevel: "warn" });
    expect(tuned.env).toMatchObject({
      QDRANT__SERVICE__MAX_WORKERS: "7",
      QDRANT__SERVICE__MAX_REQUEST_SIZE_MB: "64",
      QDRANT__LOG_LEVEL: "WARN",
    });
  });

  it("publishes nothing and lets Prometheus in with the read-only key", () => {
    expect(workload.ports.filter((port) => port.publish)).toEqual([]);
    expect(workload.scrape).toEqual({ port: 6333, token: "qdrant-read-only" });
  });
});

describe.each(["preview", "update"] as const)("Qdrant, %s", (mode) => {
  it("registers itself and names its host", async () => {
    let host = "";
    const resources = await recorded(mode, () => {
      host = new Qdrant("qdrant", args).host;
    });
    expect(named(resources, "qdrant").type).toBe("vector-platform:data:Qdrant");
    expect(host).toBe("qdrant");
  });
});
