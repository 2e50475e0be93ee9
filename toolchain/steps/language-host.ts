import { join } from "node:path";
import { builtBefore, rememberBuilt } from "../built";
import { buildGo } from "../go";
import type { Layout } from "../layout";
import type { Outcome, Say } from "../steps";
import { pinnedModule } from "../version";

const PROGRAM = "pulumi-language-nodejs";
const MODULE = "github.com/pulumi/pulumi/sdk/v3";

/** The process that runs Node.js programs for the engine: of the same release as the engine, else built. */
export async function languageHost(layout: Layout, release: string | undefined, say: Say): Promise<Outcome> {
  if (release) return { did: "comes with the engine" };
  const module = join(layout.project, "toolchain", "language-host");
  const version = pinnedModule(join(module, "go.mod"), MODULE);
  const host = { name: "language-host", path: join(layout.bin, PROGRAM), version };
  if (builtBefore(layout, host)) return { did: `${version}, built here from its Go module` };
  say(`building ${version} from its Go module, about a minute`);
  await buildGo(layout, { module, package: `${MODULE}/nodejs/cmd/${PROGRAM}`, output: host.path });
  rememberBuilt(layout, host);
  return { did: `${version}, built from its Go module` };
}
