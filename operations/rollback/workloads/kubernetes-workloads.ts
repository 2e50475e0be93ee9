import { z } from "zod";
import type { Resource } from "../../checkpoint";
import { type Answered, ask, type Looked, lastLine } from "../ask";
import { judgePodImages, type PodImage, podImages } from "../checks/pod-images";
import type { Verdict } from "../verdict";
import { type Cluster, type Controller, controllersOf, type Place, placesOf } from "./controllers";
import { canonical } from "./image-name";
import { askRegistry } from "./registry";
import type { RunningNow, Workloads } from "./workloads";

const live = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), generation: z.number().default(0) }),
  status: z
    .looseObject({
      observedGeneration: z.number().default(0),
      readyReplicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
    })
    .prefault({}),
});
const listing = z.object({ items: z.array(live) });
const nodes = z.object({
  items: z.array(
    z.looseObject({
      status: z.looseObject({ images: z.array(z.looseObject({ names: z.array(z.string()).nullish() })).nullish() }),
    }),
  ),
});

/** The pods of a checkpoint, on the clusters that its providers name. */
export class KubernetesWorkloads implements Workloads {
  /** @returns undefined where nothing makes pods */
  static in(resources: readonly Resource[]): KubernetesWorkloads | undefined {
    const images = podImages(resources);
    return images.length > 0 ? new KubernetesWorkloads(images, controllersOf(resources)) : undefined;
  }

  private constructor(
    private readonly wanted: readonly PodImage[],
    private readonly controllers: readonly Controller[],
  ) {}

  async images(): Promise<Verdict> {
    const [onNodes, ...answers] = await Promise.all([
      this.imagesOnNodes(),
      ...this.wanted.map(async ({ reference }) => [reference, await askRegistry(reference)] as const),
    ]);
    const said = new Map(answers);
    return judgePodImages(this.wanted, {
      onNodes,
      registry: (reference) => said.get(reference) ?? { why: "it was not asked" },
    });
  }

  async running(): Promise<Looked<RunningNow>> {
    const workloads = new Set<string>();
    let [running, total] = [0, 0];
    for (const place of placesOf(this.controllers)) {
      const looked = await readyIn(place);
      if ("why" in looked) return looked;
      for (const controller of place.controllers) {
        const ready = Math.min(looked.found.get(keyOf(controller)) ?? 0, controller.replicas);
        if (ready > 0 && ready === controller.replicas) workloads.add(controller.name);
        running += ready;
        total += controller.replicas;
      }
    }
    return { found: { workloads, running, total } };
  }

  /** Not everybody may list nodes; then the registries have to answer. */
  private async imagesOnNodes(): Promise<ReadonlySet<string>> {
    const clusters = new Map(this.controllers.map(({ cluster }) => [cluster.context, cluster]));
    const asked = await Promise.all([...clusters.values()].map((cluster) => kubectl(cluster, ["get", "nodes"])));
    const names = asked
      .flatMap(({ ok, stdout }) => (ok ? nodes.parse(JSON.parse(stdout)).items : []))
      .flatMap(({ status }) => status.images ?? [])
      .flatMap((image) => image.names ?? []);
    return new Set(names.map(canonical));
  }
}

/** Ready pods by what made them; those of a specification that is still rolling out do not count. */
async function readyIn({ cluster, namespace }: Place): Promise<Looked<ReadonlyMap<string, number>>> {
  const asked = await kubectl(cluster, ["get", "deployments,statefulsets", "--namespace", namespace]);
  if (!asked.ok) return { why: lastLine(asked.stderr) };
  const ready = listing.parse(JSON.parse(asked.stdout)).items.map(({ kind, metadata, status }) => {
    const seen = status.observedGeneration >= metadata.generation;
    const count = seen ? Math.min(status.readyReplicas, status.updatedReplicas) : 0;
    return [keyOf({ kind, name: metadata.name }), count] as const;
  });
  return { found: new Map(ready) };
}

function keyOf({ kind, name }: Pick<Controller, "kind" | "name">): string {
  return `${kind} ${name}`;
}

async function kubectl({ context, ownKubeconfig }: Cluster, args: readonly string[]): Promise<Answered> {
  if (ownKubeconfig) return { ok: false, stdout: "", stderr: "the stack has a kubeconfig of its own" };
  const where = context ? ["--context", context] : [];
  return ask("kubectl", [...where, "--request-timeout=30s", ...args, "--output", "json"]);
}
