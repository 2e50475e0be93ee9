import { describe, expect, it } from "vitest";
import { clusterOf } from "../../../toolchain/cluster/cluster";
import { IMAGE_NAMES, type ImageName } from "../../../toolchain/images/recipes";
import { layoutOf } from "../../../toolchain/layout";
import { siteOf } from "../../../toolchain/set-up-cluster";
import { imageStandIns, readSite, siteConfig, writeSite } from "../../../toolchain/site";
import { emptyProject } from "./support";

const ALL = Object.fromEntries(IMAGE_NAMES.map((name) => [name, `local/${name}:1`])) as Record<ImageName, string>;

describe("siteConfig", () => {
  it("names every image as the config does", () => {
    expect(
      siteConfig({ haproxy: "local/haproxy:1", "redis-exporter": "local/exporter:1", redis: "local/redis:1" }),
    ).toMatchObject({
      images: { gateway: "local/haproxy:1", redisExporter: "local/exporter:1", redis: "local/redis:1" },
    });
  });

  it("turns off what cannot be had", () => {
    expect(siteConfig(ALL)).toMatchObject({ monitoring: { grafana: { enabled: false } } });
  });
});

describe("writeSite", () => {
  it("replaces the parts of one step and leaves those of another", () => {
    const layout = emptyProject();
    expect(readSite(layout)).toEqual({});
    writeSite(layout, { platforms: { kubernetes: { kubernetes: { context: "local" } } } });
    writeSite(layout, siteConfig({ redis: "local/redis:1" }));
    writeSite(layout, siteConfig({ redis: "local/redis:2" }));
    expect(readSite(layout)).toMatchObject({
      images: { redis: "local/redis:2" },
      platforms: { kubernetes: { kubernetes: { context: "local" } } },
    });
  });
});

describe("siteOf", () => {
  const cluster = clusterOf(layoutOf("/home/dev/vector-platform"));
  const site = (images: Record<string, string>, processors: number) =>
    siteOf(cluster, { images, api: "api@1" }, processors);

  it("says where stacks on Kubernetes find cluster, images and address", () => {
    expect(site({ redis: "redis@1" }, 2)).toMatchObject({
      images: { redis: "redis@1" },
      slots: { blue: { image: "api@1" }, green: { image: "api@1" } },
      kubernetes: { context: "vector-platform-local" },
      gateway: { publish: { address: cluster.nodeAddress, port: 30443 } },
    });
  });

  it("lets callers from this machine through the allowlist", () => {
    expect(site({}, 2)).toMatchObject({
      gateway: { allowlist: expect.arrayContaining(["127.0.0.0/8", `${cluster.hostAddress}/32`]) },
    });
  });

  it("leaves the official images where none were built", () => {
    expect(site({}, 2)).not.toHaveProperty("images");
  });

  it("shares processors the more the fewer there are, and none where there are plenty", () => {
    expect(site({}, 2)).toMatchObject({ kubernetes: { cpuOvercommit: 20 } });
    expect(site({}, 8)).toMatchObject({ kubernetes: { cpuOvercommit: 5 } });
    expect(site({}, 64)).toMatchObject({ kubernetes: { cpuOvercommit: 1 } });
  });
});

describe("imageStandIns", () => {
  const lines = imageStandIns(IMAGE_NAMES).map(({ standsFor, what }) => `${standsFor}: ${what}`);

  it("tells imitations from the real programs in another package", () => {
    expect(lines.find((line) => line.includes("Debian"))).toContain("redis");
    expect(lines.find((line) => line.includes("Debian"))).not.toContain("qdrant");
    expect(lines.filter((line) => /^(Qdrant|Text Embeddings)/.test(line))).toHaveLength(2);
  });

  it("says what is not running", () => {
    expect(lines.find((line) => line.startsWith("grafana"))).toContain("not running");
  });
});
