import { readdirSync } from "node:fs";
import { join } from "node:path";
import { link } from "./files";
import type { Layout } from "./layout";

/** Of the npm package `pulumi` and of the release that it downloads. */
export const RELEASE_VERSION = "3.250.0";

/** Where the npm package puts a release, below PULUMI_HOME. */
export function releaseFolder(layout: Layout): string {
  return join(layout.home, "versions", RELEASE_VERSION, "bin");
}

/** Engine, language hosts and launchers of a release, all under the one folder that goes on PATH. */
export function linkRelease(layout: Layout): void {
  const folder = releaseFolder(layout);
  for (const program of readdirSync(folder)) link(join(folder, program), join(layout.bin, program));
}
