import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  fingerprintOf,
  Gateway,
  type GatewayArgs,
  gatewayWorkload,
  haproxyConfig,
} from "../../../../components/gateway";
import { recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";
import { PRODUCTION } from "./variants";

const KEY = "planted-0123456789";
const runtime = recordingRuntime();

const args: GatewayArgs = {
  ...PRODUCTION,
  runtime,
  image: { reference: "haproxy@sha256:0" },
  cpu: 1.5,
  memoryMiB: 256,
  certificate: pulumi.secret("planted-certificate"),
  apiKeys: [{ name: "search", key: pulumi.secret(KEY) }],
  operatorKeys: [{ name: "operator", key: pulumi.secret(`${KEY}-op`) }],
  reaches: ["api-blue", "qdrant"],
  publish: { address: "0.0.0.0", port: 443 },
  operator: { address: "127.0.0.1", port: 9443 },
};

const resolved = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe.each(["preview", "update"] as const)("Gateway at %s", (mode) => {
  it("is one component that runs one workload and says where it answers", async () => {
    runtime.ran.length = 0;
    let gateway: Gateway | undefined;
    const resources = await recorded(mode, () => {
      gateway = new Gateway("gateway", args);
    });
    expect(resources.map((resource) => resource.type)).toEqual(["vector-platform:edge:Gateway"]);
    expect(runtime.ran.map((workload) => workload.name)).toEqual(["gateway"]);
    expect(gateway).toMatchObject({
      url: "https://localhost:443",
      operatorUrl: "https://127.0.0.1:9443",
      host: "gateway",
    });
  });

  it("brackets an IPv6 address", async () => {
    let url = "";
    await recorded(mode, () => {
      url = new Gateway("gateway", { ...args, operator: { address: "::1", port: 9443 } }).operatorUrl;
    });
    expect(url).toBe("https://[::1]:9443");
  });
});

describe("gatewayWorkload", () => {
  const workload = gatewayWorkload("gateway", args);

  it("takes every changed file by a reload that is checked first", () => {
    expect([...(workload.files ?? []), ...(workload.secrets ?? [])].map((file) => file.onChange)).toEqual(
      Array(4).fill("reload"),
    );
    expect(workload.reload).toMatchObject({
      signal: "SIGUSR2",
      check: ["haproxy", "-c", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
    });
  });

  it("counts a reload as applied only when the new configuration answers", () => {
    const config = String(workload.files?.[0]?.content);
    expect(workload.reload?.applied?.at(-1)).toContain(`*${fingerprintOf(config)}*`);
  });

  it("renders the configuration with a thread for each core", () => {
    expect(workload.files?.[0]?.content).toBe(
      haproxyConfig({ ...PRODUCTION, limits: { ...PRODUCTION.limits, threads: 4 } }),
    );
    const unsaid = gatewayWorkload("gateway", { ...args, limits: {} });
    expect(unsaid.files?.[0]?.content).toContain("nbthread 2");
  });

  it("keeps keys and certificate in secret files, and of the keys only hashes", async () => {
    const secrets = workload.secrets ?? [];
    expect(secrets.map((secret) => secret.path)).toEqual([
      "/run/secrets/gateway.pem",
      "/run/secrets/api-keys.map",
      "/run/secrets/operator-keys.map",
    ]);
    for (const secret of secrets) expect(await pulumi.isSecret(secret.content)).toBe(true);
    const maps = await Promise.all(secrets.slice(1).map((secret) => resolved(secret.content)));
    expect(maps.join()).toMatch(/^[0-9A-F]{64} search\n,[0-9A-F]{64} operator\n$/);
    expect(JSON.stringify([workload.env, workload.command, workload.files])).not.toContain("planted");
  });

  it("publishes the two entries and keeps the metrics inside", () => {
    expect(workload.ports).toEqual([
      { name: "https", number: 8443, publish: { ...args.publish, audience: "users" } },
      { name: "operator", number: 9443, publish: { ...args.operator, audience: "operators" } },
      { name: "metrics", number: 8405 },
    ]);
    expect(workload.scrape).toEqual({ port: 8405 });
    expect(workload.health.ready).toMatchObject({ kind: "http", path: "/ready", port: 8405, with: "bash" });
  });

  it("stops softly, and waits a little longer than HAProxy does itself", () => {
    expect(workload.stop).toEqual({ signal: "SIGUSR1", graceSeconds: 125 });
    expect(workload.user).toBe(99);
  });
});
