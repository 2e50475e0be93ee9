import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildPlugin, PLUGIN_VERSIONS, type PluginName } from "../../../toolchain/plugins/build";

export interface PluginHome {
  readonly folder: string;
  discard(): Promise<void>;
}

/**
 * A Pulumi home with the plugins under test: freshly built stand-ins, or whatever VP_PLUGIN_HOME names.
 * With the official plugins in there, the same tests say whether the stand-ins behave like them.
 */
export async function pluginHome(): Promise<PluginHome> {
  const given = process.env.VP_PLUGIN_HOME;
  if (given) return { folder: given, discard: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), "vp-plugins-"));
  for (const name of Object.keys(PLUGIN_VERSIONS) as PluginName[]) await install(name, folder);
  return { folder, discard: () => rm(folder, { recursive: true, force: true }) };
}

async function install(name: PluginName, home: string): Promise<void> {
  const built = await buildPlugin(name, join(home, `built-${name}`));
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const args = ["plugin", "install", "resource", name, PLUGIN_VERSIONS[name], "--file", built];
  await promisify(execFile)("pulumi", args, { env });
}
