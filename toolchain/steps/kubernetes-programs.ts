import { join } from "node:path";
import { type Built, builtBefore, rememberBuilt } from "../built";
import { clusterOf } from "../cluster/cluster";
import { attempt, find } from "../command";
import { link } from "../files";
import { buildGo } from "../go";
import type { Layout } from "../layout";
import type { Outcome, Say } from "../steps";
import { fits, parseVersion, pinnedModule, type VersionRange } from "../version";

interface Program {
  readonly name: string;
  /** Folder below toolchain/ with the go.mod. */
  readonly source: string;
  readonly module: string;
  readonly package: string;
  readonly output: string;
  /** How one on PATH says its version, and which will do. @default - it is always built */
  readonly onPath?: { readonly ask: readonly string[]; readonly versions: VersionRange };
  variables(version: string, goMod: string): Record<string, string>;
}

const ANY_HELM: VersionRange = { at: [3, 17, 0], below: [4, 0, 0] };
const KUBERNETES: VersionRange = { at: [1, 34, 0], below: [1, 35, 0] };
/** A client works with servers one minor version older and newer. */
const CLIENT: VersionRange = { at: [1, 33, 0], below: [1, 36, 0] };

/** The programs of the cluster and of who works with it: those on PATH, else built from their modules. */
export async function kubernetesPrograms(layout: Layout, say: Say): Promise<Outcome> {
  const built: string[] = [];
  for (const program of programs(layout)) if (await provide(layout, program, say)) built.push(program.name);
  return { did: built.length > 0 ? `${built.join(", ")}: built from their Go modules` : "all there" };
}

async function provide(layout: Layout, program: Program, say: Say): Promise<boolean> {
  const goMod = join(layout.project, "toolchain", program.source, "go.mod");
  const version = program.module ? pinnedModule(goMod, program.module) : "1";
  const built: Built = { name: program.name, path: program.output, version };
  if (builtBefore(layout, built)) return false;
  if (await linkFound(layout, program)) return false;
  say(`building ${program.name} ${version} from its Go module`);
  const module = join(layout.project, "toolchain", program.source);
  const variables = program.variables(version, goMod);
  await buildGo(layout, { module, package: program.package, output: program.output, variables });
  rememberBuilt(layout, built);
  return true;
}

async function linkFound(layout: Layout, { name, output, onPath }: Program): Promise<boolean> {
  const found = onPath && find(name, layout.bin);
  if (!found) return false;
  const answer = await attempt(found, onPath.ask, { limitSeconds: 30 });
  if (!answer.ok || !fits(parseVersion(answer.stdout), onPath.versions)) return false;
  link(found, output);
  return true;
}

function programs(layout: Layout): Program[] {
  const folder = clusterOf(layout).programs;
  const daemons = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"];
  return [
    ...daemons.map((name) => kubernetes(name, join(folder, name), { ask: ["--version"], versions: KUBERNETES })),
    kubernetes("kubectl", join(layout.bin, "kubectl"), { ask: ["version", "--client"], versions: CLIENT }),
    {
      name: "coredns",
      source: "coredns",
      module: "github.com/coredns/coredns",
      package: ".",
      output: join(folder, "coredns"),
      variables: () => ({}),
    },
    { name: "pause", source: "pause", module: "", package: ".", output: join(folder, "pause"), variables: () => ({}) },
    {
      name: "helm",
      source: "kubernetes-provider",
      module: "helm.sh/helm/v3",
      package: "helm.sh/helm/v3/cmd/helm",
      output: join(layout.bin, "helm"),
      onPath: { ask: ["version", "--short"], versions: ANY_HELM },
      variables: helmVariables,
    },
  ];
}

function kubernetes(name: string, output: string, onPath: Program["onPath"]): Program {
  const variables = (version: string) => {
    const [major = "", minor = ""] = version.split(".");
    const said = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
    return Object.fromEntries(
      Object.entries(said).map(([key, value]) => [`k8s.io/component-base/version.${key}`, value]),
    );
  };
  const module = "k8s.io/kubernetes";
  return { name, source: "kubernetes", module, package: `${module}/cmd/${name}`, output, onPath, variables };
}

/** Charts ask Helm for the version of Kubernetes; without a cluster it says that of its own client library. */
function helmVariables(version: string, goMod: string): Record<string, string> {
  const [, minor = ""] = pinnedModule(goMod, "k8s.io/client-go").split(".");
  const helm = "helm.sh/helm/v3";
  return {
    [`${helm}/internal/version.version`]: `v${version}`,
    [`${helm}/pkg/lint/rules.k8sVersionMajor`]: "1",
    [`${helm}/pkg/lint/rules.k8sVersionMinor`]: minor,
    [`${helm}/pkg/chartutil.k8sVersionMajor`]: "1",
    [`${helm}/pkg/chartutil.k8sVersionMinor`]: minor,
  };
}
