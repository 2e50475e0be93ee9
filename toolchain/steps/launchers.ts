import { join } from "node:path";
import { find } from "../command";
import { link } from "../files";
import type { Layout } from "../layout";
import type { Outcome } from "../steps";

const LAUNCHERS = ["pulumi-analyzer-policy", "pulumi-resource-pulumi-nodejs"] as const;

/** Policy packs and dynamic providers start through these; a release of the engine brings its own. */
export function launchers(layout: Layout, release: string | undefined): Outcome {
  const missing = LAUNCHERS.filter((name) => !release || !find(name, undefined, release));
  for (const name of missing) link(join(layout.project, "toolchain", "launchers", name), join(layout.bin, name));
  return { did: missing.length > 0 ? missing.join(", ") : "come with the engine" };
}
