import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readStackConfig, renderConfig, renderFolder } from "../../operations/render";
import { loadConfig, NAMESPACE } from "../../stacks/config";

const PROJECT = resolve(__dirname, "../..");
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const IMAGES = [
  ...["qdrant", "redis", "postgres", "gateway", "prometheus", "alertmanager", "grafana", "embedding"],
  ...["redisExporter", "postgresExporter", "nodeExporter"],
];

/** What a site has to give before a stack can go to a cluster: images that nodes can pull, each by its digest. */
const pinned = (name: string): string => `registry.example/${name.toLowerCase()}:1.0.0@${DIGEST}`;
const SITE: Readonly<Record<string, string>> = {
  platform: "kubernetes",
  images: JSON.stringify(Object.fromEntries(IMAGES.map((name) => [name, pinned(name)]))),
};

/** Every stack that has a file, and every environment among them. */
export const STACKS = ["dev", "staging", "production"] as const;

/** Writes a stack, as its file declares it, as manifests for a cluster; the idle slot is there, too. */
export async function renderedStack(stack: string, folder: string): Promise<string[]> {
  const { values } = readStackConfig(PROJECT, stack);
  const own = Object.entries(values).map(([key, value]) => [key.replace(`${NAMESPACE}:`, ""), value]);
  const slots = JSON.stringify(Object.fromEntries(["blue", "green"].map((slot) => [slot, SLOT])));
  const config = loadConfig({ ...Object.fromEntries(own), ...SITE, slots }, { stack });
  const files = renderFolder(config, await renderConfig(config));
  return files.map(({ path, content }) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  });
}

const SLOT = { enabled: true, version: "1.0.0", image: pinned("vector-db-api") };
