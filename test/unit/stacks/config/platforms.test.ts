import { describe, expect, it } from "vitest";
import { CLUSTER_SITE, load, PRODUCTION, problems } from "./support";

const KUBERNETES = { platform: "kubernetes" };
const site = CLUSTER_SITE;

describe("a stack on Kubernetes", () => {
  it("has two gateways at a node port, in a namespace of its own", () => {
    const { gateway, kubernetes } = load(KUBERNETES, { site, stack: "blue-team" });
    expect(gateway).toMatchObject({ replicas: 2, publish: { port: 30443 } });
    expect(kubernetes).toEqual({ namespace: "vector-platform-blue-team", exposure: "NodePort", cpuOvercommit: 1 });
  });

  it("leaves a stack on Docker as it was", () => {
    expect(load().gateway).toMatchObject({ replicas: 1, publish: { port: 8443 } });
  });

  it("stands behind a load balancer in production, with its data in a volume of the cluster", () => {
    const { gateway, kubernetes, qdrant } = load({ ...PRODUCTION, ...KUBERNETES }, { site });
    expect([kubernetes.exposure, gateway.publish.port]).toEqual(["LoadBalancer", 30443]);
    expect([qdrant.storageGiB, qdrant.storagePath]).toEqual([1024, undefined]);
    expect(load({ ...PRODUCTION }).qdrant.storagePath).toBe("/data/qdrant");
  });

  it("takes every value of its own", () => {
    const kubernetes = {
      context: "lab",
      namespace: "search",
      storageClass: "fast",
      cpuOvercommit: 8,
      arriveSeconds: 60,
    };
    expect(load({ ...KUBERNETES, kubernetes }, { site }).kubernetes).toEqual({ ...kubernetes, exposure: "NodePort" });
  });

  it("is refused what it cannot do, each with what to do about it", () => {
    const settings = { ...KUBERNETES, qdrant: { storagePath: "/data" }, gateway: { publish: { port: 8443 } } };
    expect(problems(settings, { stack: "Wrong_Name" })).toEqual([
      "- gateway.publish.port is 8443; allowed: a node port, 30000 to 32767, while kubernetes.exposure is NodePort; run pulumi config set --path 'gateway.publish.port' <value>",
      '- qdrant.storagePath is "/data"; allowed: nothing on Kubernetes, where a pod may run on any node; leave it out, and choose the disk with kubernetes.storageClass',
      "- kubernetes.namespace is \"vector-platform-Wrong_Name\"; allowed: a name of up to 58 lower-case letters, digits and -; by default it is vector-platform-<stack>; run pulumi config set --path 'kubernetes.namespace' <value>",
      "- slots.blue.image is not set; allowed: the reference of an image that the cluster can pull: on Kubernetes none is built; build services/api, push it, and run pulumi config set --path 'slots.blue.image' <value> with its reference",
    ]);
  });

  it("may publish any port at a load balancer", () => {
    const settings = { ...KUBERNETES, kubernetes: { exposure: "LoadBalancer" }, gateway: { publish: { port: 8443 } } };
    expect(problems(settings, { site })).toEqual([]);
  });
});

describe("a stack on Docker", () => {
  it("has one gateway, since one port leads to one", () => {
    expect(problems({ gateway: { replicas: 2 } })).toEqual([
      "- gateway.replicas is 2; allowed: 1 on Docker, where one port of the machine leads to one gateway; leave it out: a change of its configuration reloads it without losing a request",
    ]);
  });
});

describe("what a site says by platform", () => {
  const byPlatform = (kubernetes: unknown) => ({
    images: { redis: "all/redis:8", node: "all/node:22" },
    platforms: { kubernetes },
  });

  it("wins over what it says to all, on that platform alone", () => {
    const both = byPlatform({ ...site.platforms.kubernetes, images: { redis: "cluster/redis:8" } });
    expect(load(KUBERNETES, { site: both }).images).toMatchObject({ redis: "cluster/redis:8", node: "all/node:22" });
    expect(load({}, { site: both }).images.redis).toBe("all/redis:8");
  });

  it("gives way to the stack", () => {
    const both = byPlatform({ ...site.platforms.kubernetes, images: { redis: "cluster/redis:8" } });
    expect(load({ ...KUBERNETES, images: { redis: "own/redis:8" } }, { site: both }).images.redis).toBe("own/redis:8");
  });

  it("may not set what an operator switches, nor a secret, on whichever platform", () => {
    const wrong = byPlatform({ activeSlot: "green", redisPassword: "hunter2" });
    expect(problems({}, { site: wrong })).toEqual([
      "- platforms.kubernetes.activeSlot is set (site file); allowed: only the stack's own configuration sets this key; take it out there",
      "- platforms.kubernetes.redisPassword is set (site file); allowed: only the stack's own configuration sets this key; take it out there",
    ]);
  });

  it.each([
    [
      { nomad: {} },
      "- platforms.nomad is no platform (site file); allowed: an object for each of docker, kubernetes; correct it there",
    ],
    [
      { docker: 5 },
      "- platforms.docker is no object (site file); allowed: an object like the stack's configuration; correct it there",
    ],
    [[], "- platforms is no object (site file); allowed: an object for each of docker, kubernetes; correct it there"],
  ])("has to be an object by platform: %j", (platforms, problem) => {
    expect(problems({}, { site: { platforms } })).toEqual([problem]);
  });

  it("belongs to the site alone", () => {
    expect(problems({ platforms: {} })[0]).toMatch(/^- platforms is no key of the configuration/);
  });
});
