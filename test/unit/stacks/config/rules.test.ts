import { describe, expect, it } from "vitest";
import { warnings } from "../../../../stacks/config/rules";
import { KEY, load, PRODUCTION, problems } from "./support";

const green = { slots: { green: { enabled: true } } };
const certificate =
  "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n";

describe("values that do not fit together", () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      "a canary without a second slot",
      { canaryWeight: 5 },
      "- canaryWeight is 5; allowed: 0 while the slot green is not enabled; run pulumi config set --path slots.green.enabled true first",
    ],
    [
      "more database connections than the server accepts",
      { api: { replicas: 10 } },
      "- postgres.maxConnections is 50; allowed: at least 115: 10 API replicas x 2 slots x 5 connections + 15 reserved; raise it, or lower api.databaseConnections",
    ],
    [
      "a worker without a database connection",
      { api: { workers: 8 } },
      "- api.databaseConnections is 5; allowed: at least one for each of the 8 workers; run pulumi config set --path 'api.databaseConnections' <value>",
    ],
    [
      "fewer requests at a time than the targets need at Qdrant",
      { qdrant: { maxConcurrentRequests: 4 } },
      "- qdrant.maxConcurrentRequests is 4; allowed: at least 5: 50 operations/s x 100 ms in flight; run pulumi config set --path 'qdrant.maxConcurrentRequests' <value>",
    ],
    [
      "fewer connections than the targets need at the API and the gateway",
      { targets: { operationsPerSecond: 11_000 } },
      "- api.maxConnections is 200; allowed: at least 1100: 11000 operations/s x 100 ms in flight; run pulumi config set --path 'api.maxConnections' <value>\n" +
        "- gateway.maxConnections is 1000; allowed: at least 1100: 11000 operations/s x 100 ms in flight; run pulumi config set --path 'gateway.maxConnections' <value>",
    ],
    [
      "a burst below the rate",
      { gateway: { rateLimit: { burst: 100 } } },
      "- gateway.rateLimit.burst is 100; allowed: at least gateway.rateLimit.requestsPerSecond, 500; run pulumi config set --path 'gateway.rateLimit.burst' <value>",
    ],
    [
      "a health check longer than its interval",
      { deployment: { healthCheck: { timeoutSeconds: 31 } } },
      "- deployment.healthCheck.timeoutSeconds is 31; allowed: at most the interval between two checks, 30 s; run pulumi config set --path 'deployment.healthCheck.timeoutSeconds' <value>",
    ],
    [
      "two entries on one port",
      { gateway: { operator: { port: 8443 } } },
      "- gateway.operator.port is 8443; allowed: a port other than that of the public entry on the same address; run pulumi config set --path 'gateway.operator.port' <value>",
    ],
    [
      "an operator entry for everybody",
      { gateway: { operator: { address: "0.0.0.0" } } },
      '- gateway.operator.address is "0.0.0.0"; allowed: one address of the machine, because this entry reaches the data services; keep 127.0.0.1 and come in through SSH, or name the address of your management network',
    ],
    [
      "a GPU of unknown generation",
      { embedding: { device: "gpu" } },
      "- embedding.computeCapability is not set; allowed: the compute capability of the card, because each generation has its own image; pulumi config set --path 'embedding.computeCapability' <value> with what nvidia-smi --query-gpu=compute_cap --format=csv prints for the machine",
    ],
    [
      "debug lines in production",
      { ...PRODUCTION, qdrant: { logLevel: "debug" } },
      "- qdrant.logLevel is \"debug\"; allowed: info, warn or error in production: debug lines hold what users search for; run pulumi config set --path 'qdrant.logLevel' <value>",
    ],
    [
      "production without monitoring",
      { ...PRODUCTION, monitoring: { enabled: false } },
      "- monitoring.enabled is false; allowed: true in production: a release there is judged by its figures; run pulumi config set --path 'monitoring.enabled' <value>",
    ],
    [
      "more copies than nodes",
      { collections: { imp: { replicas: 2 } } },
      "- collections.imp.replicas is 2; allowed: at most one copy on each Qdrant node, and there is 1; raise qdrant.replicas to 2, or lower it",
    ],
    [
      "a provided certificate that is not there",
      { gateway: { tls: { mode: "provided" } } },
      '- gateway.tls.mode is "provided"; allowed: provided only with the secret tlsCertificate; run pulumi config set --secret tlsCertificate < chain-and-key.pem',
    ],
  ])("refuses %s", (_, settings, lines) => {
    expect(problems(settings).join("\n")).toBe(lines);
  });

  it("refuses a certificate that nobody would use", () => {
    expect(problems({ tlsCertificate: certificate }, { encrypted: new Set(["tlsCertificate"]) })).toEqual([
      "- gateway.tls.mode is \"generated\"; allowed: provided, because the secret tlsCertificate is set; run pulumi config set --path 'gateway.tls.mode' provided, or pulumi config rm tlsCertificate",
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a switch to a slot that runs", { ...green, activeSlot: "green" }],
    ["a canary with both slots", { ...green, canaryWeight: 50 }],
    [
      "both entries on one port of different addresses",
      { gateway: { publish: { address: "10.0.0.1" }, operator: { port: 8443 } } },
    ],
    ["debug lines outside production", { qdrant: { logLevel: "debug" } }],
    ["no monitoring outside production", { monitoring: { enabled: false } }],
    ["copies on as many nodes", { qdrant: { replicas: 2 }, collections: { imp: { replicas: 2 } } }],
  ])("accepts %s", (_, settings) => {
    expect(problems(settings)).toEqual([]);
  });

  it("accepts a provided certificate", () => {
    const settings = { gateway: { tls: { mode: "provided" } }, tlsCertificate: certificate };
    expect(problems(settings, { encrypted: new Set(["tlsCertificate"]) })).toEqual([]);
  });
});

describe("warnings", () => {
  it("are silent in development as it comes", () => {
    expect(warnings(load(), new Set())).toEqual([]);
  });

  it("name a collection that text cannot be put into", () => {
    expect(warnings(load({ collections: { imp: { dimensions: 1024 } } }), new Set())).toEqual([
      "collections.imp has 1024 dimensions and the embedding model 384: it takes vectors, not text",
    ]);
  });

  it("list what production should not stay with", () => {
    const texts = warnings(load(PRODUCTION), new Set());
    expect(texts).toContain("images.gateway is haproxy:3.4.3: pin its digest, tags move");
    expect(texts).toContain("gateway.tls.mode is generated: clients have to trust the stack's own authority");
    expect(texts).toContain("webhookUrl is not set: nobody is told about alerts");
    expect(texts.filter((text) => text.startsWith("images.qdrant"))).toEqual([]);
  });

  it("stop once the digest and the webhook are there", () => {
    const images = { gateway: `haproxy:3.4.3@sha256:${"a".repeat(64)}` };
    const texts = warnings(load({ ...PRODUCTION, images }), new Set(["webhookUrl", KEY]));
    expect(texts.filter((text) => /gateway is haproxy|webhookUrl/.test(text))).toEqual([]);
  });
});
