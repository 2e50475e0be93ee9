import { z } from "zod";
import { isProvider, packageOf, type Resource, revealed } from "../../checkpoint";

const KINDS = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];

/** A Deployment or a StatefulSet as it was recorded. */
export interface Controller {
  readonly cluster: Cluster;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
}

/** How the provider of an object reached its cluster. */
export interface Cluster {
  /** @default - the current one of the kubeconfig in use */
  readonly context?: string;
  /** The provider was given a kubeconfig, which this machine's client does not have. */
  readonly ownKubeconfig: boolean;
  readonly namespace?: string;
}

const recorded = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z.looseObject({ replicas: z.number().optional() }),
});

/** What the checkpoint keeps ready pods for. */
export function controllersOf(resources: readonly Resource[]): readonly Controller[] {
  return resources
    .filter(({ type }) => KINDS.includes(type))
    .map((resource) => {
      const { metadata, spec } = recorded.parse(revealed(resource.inputs ?? {}));
      const cluster = clusterOf(resource, resources);
      return {
        cluster,
        kind: resource.type.slice(resource.type.lastIndexOf(":") + 1),
        namespace: metadata.namespace ?? cluster.namespace ?? "default",
        name: metadata.name,
        replicas: spec.replicas ?? 1,
      };
    });
}

function clusterOf({ provider = "" }: Resource, resources: readonly Resource[]): Cluster {
  const of = resources.find(
    ({ urn, type }) => isProvider(type) && packageOf(type) === "kubernetes" && provider.startsWith(`${urn}::`),
  );
  const { context, kubeconfig, namespace } = revealed(of?.inputs ?? {}) as { readonly [key: string]: string };
  return { ...(context && { context }), ...(namespace && { namespace }), ownKubeconfig: Boolean(kubeconfig) };
}

/** What lies in one namespace of one cluster. */
export interface Place extends Pick<Controller, "cluster" | "namespace"> {
  readonly controllers: readonly Controller[];
}

export function placesOf(controllers: readonly Controller[]): readonly Place[] {
  const places = new Map<string, Controller[]>();
  for (const controller of controllers) {
    const key = `${controller.cluster.context ?? ""}/${controller.namespace}`;
    places.set(key, [...(places.get(key) ?? []), controller]);
  }
  return [...places.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ cluster: first.cluster, namespace: first.namespace, controllers: group }] : [];
  });
}
