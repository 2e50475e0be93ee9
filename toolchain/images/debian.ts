import { run } from "./shell";

/** The release that every local image is made of. */
export const SUITE = "bookworm";

const SUITES = [SUITE, `${SUITE}-updates`, `${SUITE}-security`];

export interface Source {
  readonly uri: string;
  readonly suite: string;
}

/** The machine's own mirrors of our release; empty where it runs another one, and then debootstrap's default holds. */
export async function hostSources(): Promise<readonly Source[]> {
  const listed = await run("apt-get", [
    "indextargets",
    "--format",
    "$(REPO_URI) $(RELEASE) $(COMPONENT)",
    "Created-By: Packages",
  ]).catch(() => "");
  return parseSources(listed);
}

/** Keeps Debian's own archive; a vendor's list that serves the same release is none of our business. */
export function parseSources(listed: string): readonly Source[] {
  const found = new Map<string, Source>();
  for (const line of listed.split("\n")) {
    const [uri, suite, component] = line.trim().split(/\s+/);
    if (uri && suite && component === "main" && SUITES.includes(suite)) found.set(`${uri} ${suite}`, { uri, suite });
  }
  return [...found.values()].sort((a, b) => SUITES.indexOf(a.suite) - SUITES.indexOf(b.suite));
}

export function sourcesList(sources: readonly Source[]): string {
  return sources.map(({ uri, suite }) => `deb ${uri} ${suite} main\n`).join("");
}

/** How the machine reaches its mirrors (proxies, clocks that a frozen mirror needs), for apt inside a build. */
export async function hostAptSettings(): Promise<string> {
  const dump = await run("apt-config", ["dump", "Acquire"]).catch(() => "");
  return parseAptSettings(dump);
}

const TRAVELS = /^Acquire::(https?::|Check-|Retries)/i;

export function parseAptSettings(dump: string): string {
  return dump
    .split("\n")
    .filter((line) => TRAVELS.test(line) && !line.endsWith(' "";'))
    .map((line) => `${line}\n`)
    .join("");
}
