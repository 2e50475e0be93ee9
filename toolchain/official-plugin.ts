import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { attempt, lastLines } from "./command";
import { readJson, writeWhole } from "./files";
import type { Layout } from "./layout";
import { answers } from "./reach";
import type { Say } from "./steps";

/** Where the engine looks for a plugin, and where we put one that we built. */
export function pluginFolder(layout: Layout, name: string, version: string): string {
  return join(layout.home, "plugins", `resource-${name}-v${version}`);
}

/** @returns whether the official plugin is in place, by now or since an earlier run */
export async function installOfficial(layout: Layout, name: string, version: string, say: Say): Promise<boolean> {
  // Only this record tells an official plugin from one of ours whose building was interrupted.
  const record = join(layout.records, `official-${name}.json`);
  const installed = existsSync(pluginFolder(layout, name, version));
  if (installed && (readJson(record) as { version?: string } | undefined)?.version === version) return true;
  if (!(await answers("get.pulumi.com"))) return false;
  say(`downloading the official plugin ${name} ${version}`);
  const env = { PULUMI_HOME: layout.home, PATH: `${layout.bin}${delimiter}${process.env.PATH ?? ""}` };
  const args = ["plugin", "install", "resource", name, version, "--reinstall"];
  const install = await attempt("pulumi", args, { env, limitSeconds: 300 });
  if (install.ok) writeWhole(record, JSON.stringify({ version }));
  else say(`it did not come, one is built instead:\n${lastLines(install.output, 3)}\n`);
  return install.ok;
}
