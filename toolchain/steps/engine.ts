import { dirname, join } from "node:path";
import { type Built, builtBefore, rememberBuilt } from "../built";
import { attempt, find, lastLines, run } from "../command";
import { remove } from "../files";
import { buildGo } from "../go";
import type { Layout } from "../layout";
import { answers } from "../reach";
import { linkRelease, RELEASE_VERSION, releaseFolder } from "../release";
import type { Outcome, Say } from "../steps";
import { fits, format, parseVersion, pinnedModule, type Version, type VersionRange } from "../version";

/** The first that the program was tried with, up to the next major version. */
export const ENGINE_VERSIONS: VersionRange = { at: [3, 220, 0], below: [4, 0, 0] };

const MODULE = "github.com/pulumi/pulumi/pkg/v3";

export interface Engine extends Outcome {
  /** Folder of the release that it is part of, with language host and launchers; an engine built here stands alone. */
  readonly release?: string;
}

/** The Pulumi engine: the one on PATH, else the official download, else built from its Go module. */
export async function engine(layout: Layout, say: Say): Promise<Engine> {
  return (await onPath(layout)) ?? builtHere(layout) ?? (await released(layout, say)) ?? (await build(layout, say));
}

async function onPath(layout: Layout): Promise<Engine | undefined> {
  const program = find("pulumi", layout.bin);
  const version = program && (await versionOf(program));
  if (!program || !version || !fits(version, ENGINE_VERSIONS)) return undefined;
  remove(join(layout.bin, "pulumi"), join(layout.bin, "pulumi-language-nodejs"));
  return { did: `Pulumi ${format(version)}, found at ${program}`, release: dirname(program) };
}

function builtHere(layout: Layout): Engine | undefined {
  const program = programOf(layout);
  const did = `Pulumi ${program.version}, built here from its Go module`;
  return builtBefore(layout, program) ? { did } : undefined;
}

async function released(layout: Layout, say: Say): Promise<Engine | undefined> {
  const folder = releaseFolder(layout);
  const present = await versionOf(join(folder, "pulumi"));
  const version = present ?? ((await answers("get.pulumi.com")) ? await download(layout, say) : undefined);
  if (!version) return undefined;
  linkRelease(layout);
  return { did: `Pulumi ${format(version)}, the official release`, release: folder };
}

/** The npm package `pulumi` downloads the release of its own version when it is started for the first time. */
async function download(layout: Layout, say: Say): Promise<Version | undefined> {
  say("downloading the official release");
  const folder = releaseFolder(layout);
  remove(folder);
  const npm = join(layout.build, "npm");
  await run("npm", ["install", "--no-save", "--prefix", npm, `pulumi@${RELEASE_VERSION}`], { limitSeconds: 120 });
  const starter = join(npm, "node_modules", "pulumi", "run.js");
  const env = { PULUMI_HOME: layout.home, PULUMI_VERSION: RELEASE_VERSION };
  const result = await attempt(process.execPath, [starter, "version"], { env, limitSeconds: 300 });
  const version = await versionOf(join(folder, "pulumi"));
  if (!version) say(`the official release did not come:\n${lastLines(result.output, 3)}\nbuilding instead`);
  return version;
}

async function build(layout: Layout, say: Say): Promise<Engine> {
  const program = programOf(layout);
  const { version, path: output } = program;
  say(`building Pulumi ${version} from its Go module, some minutes on two cores`);
  await buildGo(layout, {
    module: join(layout.project, "toolchain", "engine"),
    package: `${MODULE}/cmd/pulumi`,
    output,
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${version}` },
  });
  await run(output, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: layout.home } });
  rememberBuilt(layout, program);
  return { did: `Pulumi ${version}, built from its Go module` };
}

async function versionOf(program: string): Promise<Version | undefined> {
  const result = await attempt(program, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true" }, limitSeconds: 10 });
  return result.ok ? parseVersion(result.stdout) : undefined;
}

function programOf(layout: Layout): Built {
  const goMod = join(layout.project, "toolchain", "engine", "go.mod");
  return { name: "engine", path: join(layout.bin, "pulumi"), version: pinnedModule(goMod, MODULE) };
}
