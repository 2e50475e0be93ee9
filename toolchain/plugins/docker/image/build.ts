import { access, readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { RemoteImageArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type Docker from "dockerode";
import type { ImageBuildOptions } from "dockerode";
import { daemon, given } from "../daemon";

export type Build = NonNullable<Unwrap<RemoteImageArgs>["build"]>;

/** What only a BuildKit client can do; leaving it out in silence would build another image than asked for. */
const NEEDS_BUILDKIT = ["additionalContexts", "builder", "cacheTos", "provenance", "sbom", "secrets"] as const;

/** Tail of a build's output: the failing step and its words are at the end. */
const KEPT_LINES = 40;

interface Progress {
  readonly stream?: string;
  readonly error?: string;
}

export function refusal(build: Build | undefined): string | undefined {
  const asked = NEEDS_BUILDKIT.filter((name) => {
    const value: unknown = build?.[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
  return asked.length > 0 ? `${asked.join(", ")}: needs BuildKit, so the official docker plugin` : undefined;
}

/** Builds an image with the engine's own builder, under its name and every further tag. */
export async function build(docker: Docker, name: string, options: Build, signal: AbortSignal): Promise<void> {
  const context = resolve(options.context);
  await access(context).catch(() => {
    throw new Error(`build context ${context} does not exist`);
  });
  const call = docker.buildImage({ context, src: await filesBelow(context) }, engineOptions(name, options, signal));
  const output = await daemon(`Unable to build image ${name}`, call);
  const lines = await follow(docker, output, options.buildLogFile);
  const failure = lines.find((line) => line.error)?.error;
  if (!failure) return;
  const said = lines.map((line) => line.stream ?? "").join("");
  throw new Error(`Unable to build image ${name}: ${failure}\n${said.split("\n").slice(-KEPT_LINES).join("\n")}`);
}

/** File by file, because an ignore file that begins with `*` would take the folder itself and all that is in it. */
async function filesBelow(context: string): Promise<string[]> {
  const entries = await readdir(context, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(context, join(entry.parentPath, entry.name)));
}

async function follow(docker: Docker, output: NodeJS.ReadableStream, logFile: string | undefined): Promise<Progress[]> {
  const lines = await new Promise<Progress[]>((done, fail) => {
    // A failed step arrives as a last progress line; an error here means that the connection broke.
    const seen: Progress[] = [];
    docker.modem.followProgress(
      output,
      (error) => (error && seen.every((line) => !line.error) ? fail(error) : done(seen)),
      (line: Progress) => seen.push(line),
    );
  });
  if (logFile) await writeLog(logFile, lines);
  return lines;
}

async function writeLog(path: string, lines: readonly Progress[]): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(path, lines.map((line) => line.stream ?? line.error ?? "").join(""));
}

/** Two casts: the declared types miss that the API takes several tags, and that a CPU set is a text. */
function engineOptions(name: string, options: Build, signal: AbortSignal): ImageBuildOptions {
  const tags = [name, ...(options.tags ?? [])];
  return given({
    t: tags as unknown as string,
    abortSignal: signal,
    dockerfile: options.dockerfile ?? "Dockerfile",
    buildargs: options.buildArgs,
    labels: { ...options.label, ...options.labels },
    target: options.target,
    nocache: options.noCache,
    pull: options.pullParent,
    rm: options.remove ?? true,
    forcerm: options.forceRemove,
    networkmode: options.networkMode,
    platform: options.platform,
    memory: options.memory,
    memswap: options.memorySwap,
    cpushares: options.cpuShares,
    cpusetcpus: options.cpuSetCpus as unknown as number,
    cpuperiod: options.cpuPeriod,
    cpuquota: options.cpuQuota,
    shmsize: options.shmSize,
    squash: options.squash,
    extrahosts: options.extraHosts?.join(",") || undefined,
    cachefrom: options.cacheFroms ? JSON.stringify(options.cacheFroms) : undefined,
    remote: options.remoteContext,
  });
}
