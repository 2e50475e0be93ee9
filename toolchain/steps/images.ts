import { join } from "node:path";
import { buildImages } from "../images/build-images";
import type { Layout } from "../layout";
import { answers } from "../reach";
import { SetUpError } from "../set-up-error";
import { imageStandIns, readSite, siteConfig, writeSite } from "../site";
import type { Outcome, Say } from "../steps";

/** The official images where their registry answers; else local ones, which the site file then names. */
export async function images(layout: Layout, dockerHost: string, say: Say): Promise<Outcome> {
  // Images in the site file say that no registry answered when this folder was set up, and that they were built.
  if (!readSite(layout).images && (await answers("registry-1.docker.io"))) {
    return { did: "the official ones, pulled when they are needed" };
  }
  const references = await buildImages({ dockerHost, workDir: join(layout.root, "images"), log: say }).catch(
    (error: Error) => Promise.reject(new SetUpError(error.message, { cause: error })),
  );
  writeSite(layout, siteConfig(references));
  const names = Object.keys(references) as (keyof typeof references)[];
  return { did: `${names.length} built here, no registry answered`, standIns: imageStandIns(names) };
}
