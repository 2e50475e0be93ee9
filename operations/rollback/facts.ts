import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { isProvider, packageOf, type Resource, type Target } from "../checkpoint";
import type { AssetFact, WantedAsset } from "./checks/assets";
import type { ImageIds, WantedImage } from "./checks/images";
import type { Plugin } from "./checks/plugins";

/** Ways to look at the world; every one says when it could not. */

export type Looked<T> = { readonly found: T } | { readonly why: string };

/** The Docker engine that the recorded containers run on. @default - the one of this machine's Docker client */
export function dockerHost(resources: readonly Resource[]): string | undefined {
  const provider = resources.find(({ type }) => isProvider(type) && packageOf(type) === "docker");
  const host = provider?.inputs?.host;
  return typeof host === "string" && host !== "" ? host : undefined;
}

export async function lookForImages(wanted: readonly WantedImage[], host?: string): Promise<Looked<ImageIds>> {
  const names = [...new Set(wanted.flatMap(({ id, reference }) => (reference ? [id, reference] : [id])))];
  if (names.length === 0) return { found: new Map() };
  // One that is missing makes the command fail and is named on stderr; the others are still told.
  const asked = await docker(["image", "inspect", "--format", "{{json .Id}} {{json .RepoTags}}", ...names], host);
  if (!asked.ok && !/no such image/i.test(asked.stderr)) return { why: lastLine(asked.stderr) };
  const ids = new Map<string, string>();
  for (const line of asked.stdout.split("\n").filter(Boolean)) {
    const [id, tags] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    const known = JSON.parse(id) as string;
    for (const name of [known, ...((JSON.parse(tags) as string[] | null) ?? [])]) ids.set(name, known);
  }
  return { found: new Map(names.map((name) => [name, ids.get(name) ?? ids.get(`${name}:latest`)])) };
}

/** What the stack's containers are labelled with; undefined where it has none. */
export function stackLabel(resources: readonly Resource[]): string | undefined {
  const labels = resources
    .filter(({ type }) => type === "docker:index/container:Container")
    .flatMap(({ inputs }) => inputs?.labels as unknown as readonly { label: string; value: string }[] | undefined)
    .find((entry) => entry?.label === "vector-platform.stack");
  return labels?.value;
}

const container = z.object({ State: z.string(), Labels: z.string() });

/** Workloads of which every service container runs, and how many containers that are. */
export async function lookForRunning(
  prefix: string,
  host?: string,
): Promise<Looked<{ workloads: ReadonlySet<string>; running: number; total: number }>> {
  const label = `label=vector-platform.stack=${prefix}`;
  const asked = await docker(["ps", "--all", "--filter", label, "--format", "{{json .}}"], host);
  if (!asked.ok) return { why: lastLine(asked.stderr) };
  const all = asked.stdout.split("\n").filter(Boolean);
  const services = all
    .map((line) => container.parse(JSON.parse(line)))
    .map(({ State, Labels }) => ({ runs: State === "running", labels: new Map(Labels.split(",").map(split)) }))
    .filter(({ labels }) => labels.get("vector-platform.role") === "service");
  const workloads = new Set(services.map(({ labels }) => labels.get("vector-platform.workload") ?? ""));
  for (const { runs, labels } of services) if (!runs) workloads.delete(labels.get("vector-platform.workload") ?? "");
  return { found: { workloads, running: services.filter(({ runs }) => runs).length, total: services.length } };
}

export function lookAtAsset(project: string): (asset: WantedAsset) => AssetFact {
  return ({ path = "", kind }) => {
    const file = resolve(project, path);
    if (!existsSync(file)) return { there: false };
    if (kind === "archive" || statSync(file).isDirectory()) return { there: true };
    return { there: true, hash: createHash("sha256").update(readFileSync(file)).digest("hex") };
  };
}

const INSTALLED = /^resource-(.+)-v(\d[^-]*(?:-.+)?)$/;

/** Provider plugins that are installed, or on PATH in whatever version. The engine would be asked a second for the same. */
export function lookForPlugins({ env = process.env }: Pick<Target, "env">): Looked<readonly Plugin[]> {
  const home = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  try {
    const folders = existsSync(home) ? readdirSync(home) : [];
    const installed = folders.flatMap((folder): Plugin[] => {
      const [, name, version] = INSTALLED.exec(folder) ?? [];
      return name && version ? [{ name, version }] : [];
    });
    return { found: [...installed, ...onPath(env)] };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function onPath(env: NodeJS.ProcessEnv): Plugin[] {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "" && existsSync(folder));
  const programs = folders.flatMap((folder) => readdirSync(folder)).filter((name) => name.startsWith(ON_PATH));
  return programs.map((name) => ({ name: name.slice(ON_PATH.length) }));
}

const ON_PATH = "pulumi-resource-";

function docker(args: string[], host?: string): Promise<{ ok: boolean; stdout: string; stderr: string }> {
  const options = { maxBuffer: 16 * 1024 * 1024, timeout: 60_000 };
  return new Promise((done) =>
    execFile("docker", [...(host ? ["--host", host] : []), ...args], options, (error, stdout, stderr) =>
      done({ ok: error === null, stdout, stderr: stderr || (error?.message ?? "") }),
    ),
  );
}

function split(label: string): [string, string] {
  const at = label.indexOf("=");
  return [label.slice(0, at), label.slice(at + 1)];
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
