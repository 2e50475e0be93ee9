import { join } from "node:path";
import { loadConfig, NAMESPACE, type PlatformConfig } from "../../stacks/config";
import { readStackConfig } from "../render";

const PROJECT = join(__dirname, "..", "..");
const STACKS = ["dev", "staging", "production"] as const;

/** Said by who installs: the chart is the same for every registry. */
const SOME_IMAGE = { slots: { blue: { image: "set/by-the-user:1.0.0" }, green: { image: "set/by-the-user:1.0.0" } } };

/** Development as shipped, on Kubernetes: what the chart says when nobody says anything. */
export function baseConfig(): PlatformConfig {
  return withoutImages(
    loadConfig({ environment: "development", platform: "kubernetes" }, { stack: "base", site: SOME_IMAGE }),
  );
}

/** The three stacks as they would be on a cluster. */
export function presetConfigs(): readonly PlatformConfig[] {
  return STACKS.map((stack) => {
    const { values } = readStackConfig(PROJECT, stack);
    const own = Object.entries(values).map(([key, value]) => [key.slice(NAMESPACE.length + 1), value]);
    return withoutImages(
      loadConfig({ ...Object.fromEntries(own), platform: "kubernetes" }, { stack, site: SOME_IMAGE }),
    );
  });
}

function withoutImages(config: PlatformConfig): PlatformConfig {
  const { blue, green } = config.slots;
  return { ...config, slots: { blue: { ...blue, image: "" }, green: { ...green, image: "" } } };
}
