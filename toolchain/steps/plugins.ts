import { join } from "node:path";
import { derive, derivedBefore } from "../derived";
import type { Layout } from "../layout";
import { installOfficial, pluginFolder } from "../official-plugin";
import { buildPlugin, type PluginName } from "../plugins/build";
import type { Outcome, Say, StandIn } from "../steps";
import { pinnedPackage } from "../version";

const PLUGINS: readonly PluginName[] = ["docker", "command"];

export interface Plugins extends Outcome {
  readonly standIns: readonly StandIn[];
}

/** The provider plugins, each of exactly its SDK's version: the official ones, else stand-ins built from our sources. */
export async function plugins(layout: Layout, say: Say): Promise<Plugins> {
  const standIns: StandIn[] = [];
  const found: string[] = [];
  for (const name of PLUGINS) {
    const version = pinnedPackage(join(layout.project, "package.json"), `@pulumi/${name}`);
    // A stand-in from an earlier run says that nothing could be downloaded then; that is not tried at every run.
    const official = !derivedBefore(layout, recordName(name)) && (await installOfficial(layout, name, version, say));
    found.push(`${name} ${version} ${official ? "official" : "stand-in"}`);
    if (official) continue;
    await buildStandIn(layout, name, version);
    const what = "a stand-in for the resources that the platform uses, built from toolchain/plugins";
    standIns.push({ standsFor: `plugin of @pulumi/${name} ${version}`, what });
  }
  return { did: found.join(", "), standIns };
}

async function buildStandIn(layout: Layout, name: PluginName, version: string): Promise<void> {
  const into = pluginFolder(layout, name, version);
  const sources = join(layout.project, "toolchain", "plugins");
  await derive(layout, {
    name: recordName(name),
    from: [sources, join(layout.project, "package-lock.json")],
    into,
    make: () => buildPlugin(name, into),
  });
}

function recordName(name: PluginName): string {
  return `stand-in-${name}`;
}
