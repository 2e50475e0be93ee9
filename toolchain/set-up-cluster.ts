import { availableParallelism } from "node:os";
import { type Cluster, CONTEXT, clusterOf, GATEWAY_PORT } from "./cluster/cluster";
import { dropGoCaches, hasGoCaches } from "./go";
import type { Layout } from "./layout";
import { locked } from "./lock";
import { writeSite } from "./site";
import { Steps } from "./steps";
import { dockerEngine } from "./steps/docker-engine";
import { kubernetesConfig, kubernetesControlPlane, kubernetesNode } from "./steps/kubernetes-cluster";
import { kubernetesPlatformImages, kubernetesSystemImages, type PlatformImages } from "./steps/kubernetes-images";
import { kubernetesNetwork } from "./steps/kubernetes-network";
import { kubernetesPackages } from "./steps/kubernetes-packages";
import { kubernetesPrograms } from "./steps/kubernetes-programs";
import { kubernetesProvider } from "./steps/kubernetes-provider";

/** All that a stack on Kubernetes asks for where its config names no cluster: the provider, and a cluster of one node. */
export function setUpCluster(layout: Layout, print: (line: string) => void): Promise<void> {
  const cluster = clusterOf(layout);
  print(
    `A local Kubernetes cluster of one node, context ${CONTEXT}. A stack with \`kubernetes.context\` in its config uses that cluster instead.`,
  );
  return locked(layout, async () => {
    const steps = new Steps(print);
    await steps.run("Debian packages", (say) => kubernetesPackages(say));
    await steps.run("Kubernetes provider", (say) => kubernetesProvider(layout, say));
    await steps.run("Kubernetes programs", (say) => kubernetesPrograms(layout, say));
    const docker = await steps.run("Docker engine", (say) => dockerEngine(layout, say));
    await steps.run("node network", () => kubernetesNetwork(cluster));
    await startCluster(layout, cluster, docker.host, steps);
    if (hasGoCaches(layout)) await steps.run("build caches", () => dropGoCaches(layout));
  });
}

export async function startCluster(layout: Layout, cluster: Cluster, dockerHost: string, steps: Steps): Promise<void> {
  const system = await steps.run("system images", () => kubernetesSystemImages(cluster, dockerHost));
  await steps.run("configuration", () => kubernetesConfig(layout, cluster, system));
  await steps.run("control plane", () => kubernetesControlPlane(cluster));
  await steps.run("node", () => kubernetesNode(layout, cluster, system));
  const images = await steps.run("images", (say) => kubernetesPlatformImages(layout, cluster, dockerHost, say));
  writeSite(layout, { platforms: { kubernetes: siteOf(cluster, images) } });
}

/** What stacks on Kubernetes find here. */
export function siteOf(
  cluster: Cluster,
  { images, api }: Pick<PlatformImages, "images" | "api">,
  processors = availableParallelism(),
): object {
  return {
    ...(Object.keys(images).length > 0 ? { images } : {}),
    slots: { blue: { image: api }, green: { image: api } },
    kubernetes: { context: CONTEXT, cpuOvercommit: overcommit(processors) },
    gateway: {
      publish: { address: cluster.nodeAddress, port: GATEWAY_PORT },
      // Who calls from this machine comes from its end of the cable.
      allowlist: [...PRIVATE_RANGES, `${cluster.hostAddress}/32`],
    },
  };
}

const PRIVATE_RANGES = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Two stacks of the staging size ask for some forty processors; they share what there is. */
const ASKED_PROCESSORS = 40;

function overcommit(processors: number): number {
  return Math.max(1, Math.ceil(ASKED_PROCESSORS / processors));
}
