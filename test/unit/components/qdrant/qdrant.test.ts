import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Qdrant, type QdrantArgs, qdrantWorkload } from "../../../../components/qdrant";
import { named, recorded } from "../../support/recorded";

const args: QdrantArgs = {
  runtime: {
    run: (workload) => ({ host: workload.name }),
    hostOf: (workload) => workload.name,
    memberHosts: ({ name, replicas = 1 }) => Array.from({ length: replicas }, (_, index) => `${name}-${index}`),
    tunnelTo: () => undefined,
  },
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
    expect(script).toContain('[ -r "$keys" ] ||');
    expect(script).toContain("exec ./qdrant --config-path");
    expect(workload.command?.slice(3)).toEqual(["qdrant", "/run/secrets/qdrant/keys.yaml"]);
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

describe("qdrantWorkload of one server", () => {
  it("knows of no cluster", () => {
    expect(workload.replicas).toBe(1);
    expect(workload.reaches).toBeUndefined();
    expect(workload.ports.map(({ number }) => number)).toEqual([6333, 6334]);
    expect(JSON.stringify([workload.env, workload.command])).not.toMatch(/CLUSTER|bootstrap|6335/);
  });
});

describe("qdrantWorkload of three members", () => {
  const cluster = qdrantWorkload("qdrant", { ...args, replicas: 3 });

  it("turns the cluster on and tells each member where the others are", () => {
    expect(cluster.replicas).toBe(3);
    expect(cluster.env).toMatchObject({ QDRANT__CLUSTER__ENABLED: "true", QDRANT__CLUSTER__P2P__PORT: "6335" });
    expect(cluster.command?.[2]).toContain("--bootstrap");
    expect(cluster.command?.slice(4)).toEqual(["/run/secrets/qdrant/keys.yaml", "qdrant-0", "qdrant-1", "qdrant-2"]);
  });

  it("lets members alone reach the port that asks for no key", () => {
    expect(cluster.reaches).toEqual(["qdrant"]);
    expect(cluster.ports.find(({ name }) => name === "p2p")).toEqual({ name: "p2p", number: 6335, membersOnly: true });
    expect(cluster.ports.filter(({ name, membersOnly }) => membersOnly && name !== "p2p")).toEqual([]);
  });

  it("takes a member for ready only when it has caught up, and for alive before that", () => {
    expect(cluster.health.ready).toMatchObject({ kind: "http", path: "/readyz" });
    expect(cluster.health.live).toMatchObject({ kind: "http", path: "/livez" });
  });

  it("checks its keys before it looks for anybody", () => {
    const script = cluster.command?.[2] ?? "";
    expect(script.indexOf("cannot read its API keys")).toBeLessThan(script.indexOf("founder"));
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
