import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { find, run } from "./command";
import { partialOf, putInPlace, remove } from "./files";
import type { Layout } from "./layout";
import { SetUpError } from "./set-up-error";
import type { Outcome } from "./steps";

export interface GoProgram {
  /** Folder with the go.mod that pins everything. */
  readonly module: string;
  readonly package: string;
  readonly output: string;
  /** Go variables that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Long enough for the Kubernetes provider on two busy cores. */
const LIMIT_SECONDS = 30 * 60;

/** Compiles a program from published modules; it appears under its name only when it is whole. */
export async function buildGo(layout: Layout, program: GoProgram): Promise<void> {
  const go = find("go");
  if (!go) {
    throw new SetUpError(
      "nothing can be downloaded from get.pulumi.com here and Go is missing: install Pulumi 3.220 or newer, or Go 1.26.",
    );
  }
  mkdirSync(dirname(program.output), { recursive: true });
  const partial = partialOf(program.output);
  const link = ["-s -w", ...Object.entries(program.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`)];
  const args = ["build", "-trimpath", "-ldflags", link.join(" "), "-o", partial, program.package];
  try {
    await run(go, args, { cwd: program.module, env: goEnvironment(layout), limitSeconds: LIMIT_SECONDS });
    chmodSync(partial, 0o755);
    putInPlace(partial, program.output);
  } finally {
    remove(partial);
  }
}

/** Both caches lie in the tool folder; they survive an interrupted build, which therefore goes on where it stopped. */
export function goEnvironment(layout: Layout): Record<string, string | undefined> {
  return {
    GOMODCACHE: join(goFolder(layout), "mod"),
    GOCACHE: join(goFolder(layout), "cache"),
    // Without -modcacherw Go makes folders that nobody can delete; the other two keep a build the same anywhere.
    GOFLAGS: "-modcacherw -mod=readonly -buildvcs=false",
    GOWORK: "off",
    CGO_ENABLED: "0",
    // The target of somebody's cross-compilation is not the machine that this runs on.
    GOOS: undefined,
    GOARCH: undefined,
  };
}

/** Nearly three gigabytes that nothing needs once the programs are built. */
export function dropGoCaches(layout: Layout): Outcome {
  remove(goFolder(layout));
  return { did: "removed, everything is built" };
}

export function hasGoCaches(layout: Layout): boolean {
  return existsSync(goFolder(layout));
}

function goFolder(layout: Layout): string {
  return join(layout.root, "go");
}
