import { describe, expect, it } from "vitest";
import { problems } from "./support";

describe("a value that does not fit", () => {
  it.each<[string, object, string]>([
    [
      "number out of range",
      { canaryWeight: 140 },
      "- canaryWeight is 140; allowed: a whole number from 0 to 100; run pulumi config set canaryWeight <value>",
    ],
    [
      "number that is none",
      { canaryWeight: "half" },
      '- canaryWeight is "half"; allowed: a whole number from 0 to 100; run pulumi config set canaryWeight <value>',
    ],
    [
      "fraction",
      { api: { replicas: 1.5 } },
      "- api.replicas is 1.5; allowed: a whole number from 1 to 100; run pulumi config set --path 'api.replicas' <value>",
    ],
    [
      "choice",
      { activeSlot: "red" },
      '- activeSlot is "red"; allowed: one of blue, green; run pulumi config set activeSlot <value>',
    ],
    [
      "flag",
      { maintenance: "yes" },
      '- maintenance is "yes"; allowed: true or false; run pulumi config set maintenance <value>',
    ],
    [
      "memory without a unit",
      { qdrant: { memory: 1024 } },
      "- qdrant.memory is 1024; allowed: a size such as 256Mi or 32Gi, from 256Mi to 8Ti; run pulumi config set --path 'qdrant.memory' <value>",
    ],
    [
      "memory out of range",
      { api: { memory: "64Mi" } },
      "- api.memory is \"64Mi\"; allowed: a size such as 256Mi or 32Gi, from 128Mi to 1Ti; run pulumi config set --path 'api.memory' <value>",
    ],
    [
      "disk that is no whole GiB",
      { postgres: { storage: "1500Mi" } },
      "- postgres.storage is \"1500Mi\"; allowed: a size such as 50Gi or 1Ti, from 1Gi to 64Ti; run pulumi config set --path 'postgres.storage' <value>",
    ],
    [
      "cores",
      { qdrant: { cpu: "two" } },
      '- qdrant.cpu is "two"; allowed: a number of cores such as 16 or 0.5, or thousandths such as "250m", from 100m to 256; run pulumi config set --path \'qdrant.cpu\' <value>',
    ],
    [
      "image that moves",
      { images: { redis: "redis:latest" } },
      '- images.redis is "redis:latest"; allowed: an image reference with a tag other than latest or a digest, such as "redis:8.8.0@sha256:<64 hex digits>"; run pulumi config set --path \'images.redis\' <value>',
    ],
    [
      "address range",
      { gateway: { allowlist: ["192.168.10.0/33"] } },
      '- gateway.allowlist[0] is "192.168.10.0/33"; allowed: an address range such as "192.168.10.0/24"; run pulumi config set --path \'gateway.allowlist[0]\' <value>',
    ],
    [
      "list that lets nobody in",
      { gateway: { allowlist: [] } },
      "- gateway.allowlist is []; allowed: at least one address range; name \"0.0.0.0/0\" to serve everyone; run pulumi config set --path 'gateway.allowlist' <value>",
    ],
    [
      "port of the host",
      { gateway: { publish: { port: 443 } } },
      "- gateway.publish.port is 443; allowed: a whole number from 1025 to 65535; run pulumi config set --path 'gateway.publish.port' <value>",
    ],
    [
      "address",
      { gateway: { publish: { address: "localhost" } } },
      '- gateway.publish.address is "localhost"; allowed: an IP address such as "127.0.0.1"; run pulumi config set --path \'gateway.publish.address\' <value>',
    ],
    [
      "engine over plain TCP",
      { docker: { host: "tcp://10.0.0.1:2375" } },
      "- docker.host is \"tcp://10.0.0.1:2375\"; allowed: unix:///…, npipe://… or ssh://user@host[:port]; run pulumi config set --path 'docker.host' <value>",
    ],
    [
      "text where an object belongs",
      { redis: "{oops" },
      '- redis is "{oops"; allowed: an object with the keys cpu, cacheMemory; run pulumi config set redis <value>',
    ],
    [
      "name of a collection",
      { collections: { "Bad Name": {} } },
      '- collections["Bad Name"] is no valid name; allowed: a name of lower-case letters, digits, _ and -; rename it',
    ],
    [
      "long value",
      { maintenanceMessage: "x".repeat(300) },
      `- maintenanceMessage is "${"x".repeat(79)}…; allowed: one line of up to 200 characters without " and \\; run pulumi config set maintenanceMessage <value>`,
    ],
  ])("names path, value, range and command: %s", (_, settings, line) => {
    expect(problems(settings as Record<string, unknown>)).toEqual([line]);
  });

  it("says that a stack has to name its environment", () => {
    expect(problems({ environment: undefined })).toEqual([
      "- environment is not set; allowed: one of development, staging, production; run pulumi config set environment <value>",
    ]);
  });
});

describe("a key that nobody knows", () => {
  it("is taken for the one it resembles", () => {
    expect(problems({ activSlot: "green" })).toEqual([
      "- activSlot is no key of the configuration; allowed: activeSlot, if that is what you mean; rename it, or run pulumi config rm activSlot",
    ]);
  });

  it("is found at any depth", () => {
    expect(problems({ monitoring: { grafana: { enable: false } } })).toEqual([
      "- monitoring.grafana.enable is no key of the configuration; allowed: enabled, if that is what you mean; rename it, or run pulumi config rm --path 'monitoring.grafana.enable'",
    ]);
  });

  it("gets the list when it resembles none, and its value is not repeated", () => {
    expect(problems({ redis: { credentials: "hunter2" } })).toEqual([
      "- redis.credentials is no key of the configuration; allowed: cpu, cacheMemory; run pulumi config rm --path 'redis.credentials'",
    ]);
  });

  it("is taken for a secret as well", () => {
    expect(problems({ redisPasword: "hunter2" })).toEqual([
      "- redisPasword is no key of the configuration; allowed: redisPassword, if that is what you mean; rename it, or run pulumi config rm redisPasword",
    ]);
  });
});
