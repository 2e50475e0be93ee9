import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { builtBefore, rememberBuilt } from "../built";
import { run } from "../command";
import { remove } from "../files";
import { buildGo, goEnvironment } from "../go";
import type { Layout } from "../layout";
import { installOfficial, pluginFolder } from "../official-plugin";
import type { Outcome, Say } from "../steps";
import { pinnedPackage } from "../version";

const MODULE = "github.com/pulumi/pulumi-kubernetes/provider/v4";
const PROGRAM = "pulumi-resource-kubernetes";

/** The Kubernetes provider: the official plugin, else built from its module. Only what deploys to Kubernetes asks for it. */
export async function kubernetesProvider(layout: Layout, say: Say): Promise<Outcome> {
  const source = join(layout.project, "toolchain", "kubernetes-provider");
  const version = pinnedPackage(join(layout.project, "package.json"), "@pulumi/kubernetes");
  const path = join(pluginFolder(layout, "kubernetes", version), PROGRAM);
  const provider = { name: "kubernetes-provider", path, version };
  if (builtBefore(layout, provider)) return { did: `${version}, built here from its Go module` };
  if (await installOfficial(layout, "kubernetes", version, say)) return { did: `${version}, the official plugin` };
  say(`building ${version} from its Go module, ten minutes on two cores`);
  const module = await prepare(layout, source);
  await buildGo(layout, { module, package: ".", output: path, variables: { "main.version": version } });
  rememberBuilt(layout, provider);
  return { did: `${version}, built from its Go module` };
}

/** A copy of our sources with the provider's own schema beside them, which they embed. */
async function prepare(layout: Layout, source: string): Promise<string> {
  const folder = join(layout.build, "kubernetes-provider");
  remove(folder);
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, { recursive: true });
  const options = { cwd: folder, env: goEnvironment(layout), limitSeconds: 600 };
  const { Dir } = JSON.parse(await run("go", ["mod", "download", "-json", MODULE], options)) as { Dir: string };
  for (const name of ["schema.json", "terraform-mapping.json"])
    cpSync(join(Dir, "cmd", PROGRAM, name), join(folder, name));
  return folder;
}
