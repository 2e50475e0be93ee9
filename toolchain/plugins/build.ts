import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

export type PluginName = "docker" | "command";

/** The versions that these plugins stand in for: those of the npm packages, or the engine would not pick them. */
export const PLUGIN_VERSIONS: Readonly<Record<PluginName, string>> = { docker: "5.2.0", command: "1.2.1" };

/** Native add-ons that ssh2 can do without. */
const OPTIONAL_ADD_ONS = ["cpu-features", "*.node"];

/** Engines run a plugin by this name; the shell replaces itself, so that signals reach node. */
const LAUNCHER = `#!/bin/sh
exec node "\${0%/*}/plugin.js" "$@"
`;

/**
 * Bundles a stand-in plugin into a folder that `pulumi plugin install resource <name> <version> --file <folder>` takes.
 * The folder appears whole or not at all: an interrupted build leaves none behind that looks finished.
 * @returns the folder
 */
export async function buildPlugin(name: PluginName, outDir: string): Promise<string> {
  const unfinished = `${outDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await build({
    entryPoints: [join(__dirname, name, "main.ts")],
    outfile: join(unfinished, "plugin.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    external: OPTIONAL_ADD_ONS,
    logLevel: "warning",
  });
  const launcher = join(unfinished, `pulumi-resource-${name}`);
  await writeFile(launcher, LAUNCHER);
  await chmod(launcher, 0o755);
  await rm(outDir, { recursive: true, force: true });
  await rename(unfinished, outDir);
  return outDir;
}
