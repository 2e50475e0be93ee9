import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** Folder of the pack's own package.json and PulumiPolicy.yaml. */
export const PACK = __dirname;

/**
 * Everything that the pack runs on, as one file: the engine starts a second Node for it at every preview, and to load the
 * same from its sources takes half a second longer, ten seconds the first time.
 */
export async function bundlePack(folder: string): Promise<void> {
  await build({
    entryPoints: [join(PACK, "index.ts")],
    outfile: join(folder, "index.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    plugins: [SLIM_SDK],
    logLevel: "warning",
  });
}

/** The index of Pulumi's SDK brings package managers and the Automation API along, of which a pack needs nothing. */
const SLIM_SDK: Plugin = {
  name: "slim-sdk",
  setup: ({ onResolve }) => onResolve({ filter: /^@pulumi\/pulumi$/ }, () => ({ path: join(PACK, "slim-sdk.ts") })),
};
