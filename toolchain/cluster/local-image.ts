import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { attempt, run } from "../command";
import { remove } from "../files";
import { fingerprint } from "../fingerprint";
import { REPOSITORY } from "../images/docker";
import { SetUpError } from "../set-up-error";

export interface Build {
  readonly name: string;
  readonly context: string;
  /** Files and folders of the context that end up in the image. */
  readonly sources: readonly string[];
  /** Build arguments. @default - none */
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * Builds an image in the Docker engine unless it is there.
 * @returns its reference, which tells everything that went into it
 */
export async function localImage(dockerHost: string, build: Build): Promise<string> {
  const args = Object.entries(build.args ?? {});
  const reference = `${REPOSITORY}/${build.name}:local-${inputsOf(build).slice(0, 8)}`;
  // The classic builder is the one that every engine has.
  const env = { DOCKER_HOST: dockerHost, DOCKER_BUILDKIT: "0" };
  if ((await attempt("docker", ["image", "inspect", reference], { env })).ok) return reference;
  const given = args.flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]);
  await run("docker", ["build", "--force-rm", ...given, "--tag", reference, build.context], { env, limitSeconds: 600 });
  return reference;
}

/** An image that is one static program and nothing else. */
export async function programImage(dockerHost: string, program: string): Promise<string> {
  const name = basename(program);
  if (!existsSync(program)) throw new SetUpError(`${program} is missing, and an image is made of it: run this again.`);
  const context = mkdtempSync(join(tmpdir(), "vector-platform-image-"));
  try {
    copyFileSync(program, join(context, name));
    chmodSync(join(context, name), 0o755);
    writeFileSync(join(context, "Dockerfile"), dockerfile(name));
    return await localImage(dockerHost, { name, context, sources: [name, "Dockerfile"] });
  } finally {
    remove(context);
  }
}

export function dockerfile(program: string): string {
  return `FROM scratch\nCOPY ${program} /${program}\nUSER 65532:65532\nENTRYPOINT ["/${program}"]\n`;
}

function inputsOf({ context, sources, args = {} }: Build): string {
  const files = fingerprint(...sources.map((source) => join(context, source)));
  return createHash("sha256").update(files).update(JSON.stringify(args)).digest("hex");
}
