import { existsSync, readFileSync } from "node:fs";
import { readJson, writeWhole } from "./files";
import { type ImageName, recipe, UNAVAILABLE } from "./images/recipes";
import type { Layout } from "./layout";
import type { StandIn } from "./steps";

export type References = Readonly<Partial<Record<ImageName, string>>>;

/** Names of images in the config, where they differ from the folder that an image is built from. */
const CONFIG_NAMES: Partial<Record<ImageName, string>> = {
  haproxy: "gateway",
  "redis-exporter": "redisExporter",
  "postgres-exporter": "postgresExporter",
  "node-exporter": "nodeExporter",
};

/** Part of a stack's config that says where this machine finds images, and what it has to do without. */
export function siteConfig(references: References): SiteConfig {
  const images = Object.entries(references).map(([name, reference]) => [
    CONFIG_NAMES[name as ImageName] ?? name,
    reference,
  ]);
  const missing = Object.keys(UNAVAILABLE).map((name) => [name, { enabled: false }]);
  return { images: Object.fromEntries(images), monitoring: Object.fromEntries(missing) };
}

/** The site file; each step of set-up writes its own parts of it. */
export interface SiteConfig {
  /** Only where no registry answered. @default - the official images */
  readonly images?: Readonly<Record<string, string>>;
  readonly monitoring?: object;
  /** What holds for stacks on one platform, over the rest. */
  readonly platforms?: { readonly kubernetes?: object };
}

export function readSite(layout: Layout): SiteConfig {
  return (readJson(layout.site) ?? {}) as SiteConfig;
}

/** Replaces these parts and leaves the others. */
export function writeSite(layout: Layout, parts: SiteConfig): void {
  const content = `${JSON.stringify({ ...readSite(layout), ...parts }, null, 2)}\n`;
  if (!existsSync(layout.site) || readFileSync(layout.site, "utf8") !== content) writeWhole(layout.site, content);
}

/** What local images are instead of the official ones, in the words of the summary. */
export function imageStandIns(names: readonly ImageName[]): StandIn[] {
  const imitations = names.flatMap((name) => {
    const { standsInFor } = recipe(name);
    return standsInFor ? [{ standsFor: standsInFor, what: `a small server with the same routes, image ${name}` }] : [];
  });
  const real = names.filter((name) => !recipe(name).standsInFor);
  const missing = Object.entries(UNAVAILABLE).map(([name, reason]) => ({
    standsFor: name,
    what: `not running: ${reason}`,
  }));
  const debian = {
    standsFor: `official images of ${real.join(", ")}`,
    what: "the same programs, from Debian's packages",
  };
  return [...(real.length > 0 ? [debian] : []), ...imitations, ...missing];
}
