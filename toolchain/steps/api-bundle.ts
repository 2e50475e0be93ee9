import { join } from "node:path";
import { run } from "../command";
import { derive } from "../derived";
import type { Layout } from "../layout";
import type { Outcome } from "../steps";

/** The API service as the files that its image is made of; bundled again when a source of it or a dependency changes. */
export async function apiBundle(layout: Layout): Promise<Outcome> {
  const service = join(layout.project, "services", "api");
  const sources = ["src", "build.mjs", "package.json"].map((name) => join(service, name));
  const state = await derive(layout, {
    name: "api-bundle",
    from: [...sources, join(layout.project, "package-lock.json")],
    into: join(service, "dist"),
    make: () => run("npm", ["run", "build", "--workspace", "services/api"], { cwd: layout.project, limitSeconds: 180 }),
  });
  return { did: state === "made" ? "bundled services/api" : state };
}
