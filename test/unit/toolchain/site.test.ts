import { describe, expect, it } from "vitest";
import { IMAGE_NAMES, type ImageName } from "../../../toolchain/images/recipes";
import { imageStandIns, siteConfig } from "../../../toolchain/site";

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
