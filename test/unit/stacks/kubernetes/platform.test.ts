import { describe, expect, it } from "vitest";
import { NO_CLUSTER } from "../../../../stacks/cluster";
import type { PlatformOutputs } from "../../../../stacks/outputs";
import { Platform } from "../../../../stacks/platform";
import { type Mode, named, ofType, type Recorded, recorded } from "../../support/recorded";
import { CLUSTER_SITE, load } from "../config/support";

/** A whole platform is some two hundred resources here. */
const PATIENCE = { timeout: 120_000 };
const RELEASE = { version: "1.0.0", image: { reference: "registry.example.org/api:1.0.0" } };
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

interface Made {
  readonly resources: readonly Recorded[];
  readonly outputs: PlatformOutputs;
}

async function platform(mode: Mode, settings: Record<string, unknown> = {}): Promise<Made> {
  const config = load({ platform: "kubernetes", ...settings }, { stack: "test", site: CLUSTER_SITE });
  let outputs: PlatformOutputs | undefined;
  const resources = await recorded(mode, () => {
    const cluster = { ...NO_CLUSTER, context: "lab" };
    outputs = new Platform(config, {}, { blue: RELEASE, green: RELEASE }, cluster).outputs;
  });
  if (!outputs) throw new Error("the program ended before its outputs were known");
  return { resources, outputs };
}

describe.each(["preview", "update"] as const)("the platform on Kubernetes in %s", PATIENCE, (mode) => {
  it("runs the same workloads as on Docker, each as what it is", async () => {
    const { resources } = await platform(mode);
    const names = (type: string) =>
      ofType(resources, type)
        .map(({ name }) => name)
        .sort();
    expect(names(DEPLOYMENT)).toEqual([
      ...["api-blue", "api-green", "embedding-blue", "embedding-green", "gateway"],
      ...["node-exporter", "postgres-exporter", "redis-exporter"],
    ]);
    expect(names(STATEFUL_SET)).toEqual(["alertmanager", "grafana", "postgres", "prometheus", "qdrant", "redis"]);
    expect(ofType(resources, "docker:index/container:Container")).toEqual([]);
  });

  it("tells how to open the operator entry, and what each collection is made for", async () => {
    const { outputs } = await platform(mode, { gateway: { publish: { address: "10.1.1.1" } } });
    expect(outputs.endpoints).toEqual({ public: "https://10.1.1.1:30443", operator: "https://127.0.0.1:9443" });
    expect(outputs.tunnel).toBe(
      "kubectl --context lab --namespace vector-platform-test port-forward service/gateway 9443:9443",
    );
    expect(outputs.expectedVectors).toMatchObject({ general: 10_000, mixtral: 10_000 });
  });

  it("manages the collections through a tunnel, for a name that the certificate has", async () => {
    const { resources } = await platform(mode, { gateway: { tls: { hostnames: ["*.example.org"] } } });
    const { inputs } = named(resources, "collections-qdrant");
    expect(inputs.endpoint).toBe("https://127.0.0.1:9443/qdrant");
    expect(JSON.parse(String(inputs.tunnel))).toEqual({
      ...{ context: "lab", namespace: "vector-platform-test", workload: "gateway", port: 9443 },
      certifiedName: "operator.example.org",
    });
  });

  it("names every neighbour in full, since HAProxy knows no search list", async () => {
    const { resources } = await platform(mode);
    const files = named(resources, "gateway-files").inputs.data as Readonly<Record<string, string>>;
    const config = Object.values(files).find((text) => text.includes("frontend public")) ?? "";
    const servers = config.split("\n").filter((line) => /^ {2}server(-template)? /.test(line));
    expect(servers.length).toBeGreaterThan(5);
    for (const line of servers) expect(line).toMatch(/ [a-z-]+\.vector-platform-test\.svc\.cluster\.local:\d+/);
  });

  it("makes the certificate good for the address that users are told", async () => {
    const { resources } = await platform(mode, { gateway: { publish: { address: "10.1.1.1" } } });
    expect(named(resources, "certificate-generated").inputs.create).toContain("DNS:localhost,IP:127.0.0.1,IP:10.1.1.1");
  });
});

describe("the gateway on Kubernetes", PATIENCE, () => {
  it("gives each gateway its share of what an API replica takes, and room for replicas that come and go", async () => {
    const { resources } = await platform("update", {
      api: { replicas: 3, maxConnections: 1000, databaseConnections: 2 },
    });
    const files = named(resources, "gateway-files").inputs.data as Readonly<Record<string, string>>;
    const config = Object.values(files).join("\n");
    expect(config).toContain("maxconn 400 ");
    expect(config).toContain("server-template api-blue- 6 api-blue.vector-platform-test.svc.cluster.local:8000");
  });
});
