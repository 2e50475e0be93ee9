import { readFileSync } from "node:fs";

export type Version = readonly [major: number, minor: number, patch: number];

/** From `at` on, up to but without `below`. */
export interface VersionRange {
  readonly at: Version;
  readonly below: Version;
}

/** The first release triple in a text such as `v3.220.0` or `3.248.0-alpha.1`; undefined where there is none. */
export function parseVersion(text: string): Version | undefined {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

export function fits(version: Version | undefined, range: VersionRange): boolean {
  return version !== undefined && compare(version, range.at) >= 0 && compare(version, range.below) < 0;
}

export function format(version: Version): string {
  return version.join(".");
}

/** What a go.mod pins a module to, without the leading `v`: the one place that names the version. */
export function pinnedModule(goMod: string, module: string): string {
  const escaped = module.replaceAll(".", "\\.");
  const found = new RegExp(`^(?:require\\s+|\\s+)${escaped}\\s+v(\\S+)`, "m").exec(readFileSync(goMod, "utf8"));
  if (!found?.[1]) throw new Error(`${goMod} does not require ${module}`);
  return found[1];
}

/** What package.json pins a dependency to: a plugin has to be of exactly its SDK's version. */
export function pinnedPackage(packageJson: string, name: string): string {
  const { dependencies } = JSON.parse(readFileSync(packageJson, "utf8")) as { dependencies?: Record<string, string> };
  const version = dependencies?.[name];
  if (!version) throw new Error(`${packageJson} does not depend on ${name}`);
  return version;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
