import { join } from "node:path";
import type { Cluster } from "../cluster/cluster";
import { registryConfig, writeFiles } from "../cluster/configs";
import { ensureRunning, waitFor } from "../cluster/daemon";
import { registry } from "../cluster/daemons";
import { ImageCopies } from "../cluster/image-copies";
import { localImage, programImage } from "../cluster/local-image";
import { pullOnNode } from "../cluster/node-images";
import { answers } from "../cluster/registry";
import type { Layout } from "../layout";
import { readSite, type SiteConfig } from "../site";
import type { Outcome, Say } from "../steps";

/** What the cluster itself runs, by reference. */
export interface SystemImages extends Outcome {
  readonly pause: string;
  readonly dns: string;
}

/** The registry, which only this machine reaches, and in it what the node cannot start without. */
export async function kubernetesSystemImages(cluster: Cluster, dockerHost: string): Promise<SystemImages> {
  const daemons = registry(cluster);
  writeFiles(registryConfig(cluster));
  await ensureRunning(cluster, daemons);
  await waitFor(cluster, daemons, { name: "the registry", holds: () => answers(cluster.registry), limitSeconds: 60 });
  const copies = new ImageCopies(cluster, dockerHost);
  const copy = async (program: string) =>
    copies.pinned(await programImage(dockerHost, join(cluster.programs, program)));
  return { pause: await copy("pause"), dns: await copy("coredns"), did: copies.did };
}

export interface PlatformImages extends Outcome {
  /** By their names in the config; empty where the official ones are pulled. */
  readonly images: Readonly<Record<string, string>>;
  readonly api: string;
}

/** The images that set-up built, and that of the API service: a cluster builds nothing. */
export async function kubernetesPlatformImages(
  layout: Layout,
  cluster: Cluster,
  dockerHost: string,
  say: Say,
): Promise<PlatformImages> {
  const copies = new ImageCopies(cluster, dockerHost, say);
  const site = readSite(layout);
  const images: Record<string, string> = {};
  for (const [name, reference] of Object.entries(site.images ?? {})) images[name] = await copies.pinned(reference);
  const api = await copies.pinned(await apiImage(layout, dockerHost, site));
  const pulled = await pullOnNode(cluster, [...new Set([...Object.values(images), api])]);
  return { images, api, did: `${copies.did}; ${pulled} brought to the node` };
}

function apiImage(layout: Layout, dockerHost: string, { images }: SiteConfig): Promise<string> {
  const context = join(layout.project, "services", "api");
  // Which version it is of, a deployment tells each slot by itself.
  const args = { NODE_IMAGE: images?.node ?? "docker.io/library/node:22-bookworm-slim", VERSION: "local" };
  return localImage(dockerHost, { name: "api", context, sources: ["dist", "Dockerfile"], args });
}
