import type { CollectionConfig } from "../../stacks/config/resolve";
import type { Resource } from "../rule";
import { at, known, list, record, text, type Value } from "../value";
import { replicasOf, STATEFUL_SET } from "./controllers";
import { DOCKER_CONTAINER, DOCKER_VOLUME, dockerLabel } from "./docker";
import { podOf } from "./kubernetes";
import { workloadOf } from "./workload";

const QDRANT = "qdrant";
const GIB_OF = { Ki: 1 / 1024 ** 2, Mi: 1 / 1024, Gi: 1, Ti: 1024, Pi: 1024 ** 2 } as const;

/** What the nodes of Qdrant have, as the resources say; undefined while something of it is not known. */
export interface Nodes {
  readonly replicas: number;
  readonly memoryMiB: number;
  readonly storageGiB: number;
  readonly snapshotStorageGiB: number;
}

export function qdrantNodes(resources: readonly Resource[]): Nodes | undefined {
  return onKubernetes(resources) ?? onDocker(resources);
}

function onDocker(resources: readonly Resource[]): Nodes | undefined {
  const nodes = resources.filter(
    (resource) =>
      resource.type === DOCKER_CONTAINER &&
      workloadOf(resource) === QDRANT &&
      dockerLabel(resource.props, "vector-platform.role") === "service",
  );
  const memory = nodes.map(({ props }) => Number(known(text(at(props, "memory")))));
  const size = (name: string) =>
    Number(
      resources
        .filter((resource) => resource.type === DOCKER_VOLUME && resource.name === `${QDRANT}-${name}`)
        .map(({ props }) => known(dockerLabel(props, "vector-platform.size-gib")))[0],
    );
  return whole(nodes.length, Math.min(...memory), size("storage"), size("snapshots"));
}

function onKubernetes(resources: readonly Resource[]): Nodes | undefined {
  const set = resources.find((resource) => resource.type === STATEFUL_SET && workloadOf(resource) === QDRANT);
  if (!set) return undefined;
  const container = list(at(podOf(set), "spec", "containers"))[0];
  const size = (name: string) =>
    gib(
      at(
        list(at(set.props, "spec", "volumeClaimTemplates")).find((claim) => at(claim, "metadata", "name") === name),
        ...["spec", "resources", "requests", "storage"],
      ),
    );
  return whole(
    replicasOf(set),
    gib(at(container, "resources", "limits", "memory")) * 1024,
    size("storage"),
    size("snapshots"),
  );
}

function whole(replicas = 0, memoryMiB: number, storageGiB: number, snapshotStorageGiB: number): Nodes | undefined {
  const numbers = [memoryMiB, storageGiB, snapshotStorageGiB];
  if (replicas === 0 || !numbers.every(Number.isFinite)) return undefined;
  return { replicas, memoryMiB, storageGiB, snapshotStorageGiB };
}

/** `32Gi` as 32; not a number where it is none. */
function gib(quantity: Value): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|Pi)$/.exec(known(text(quantity)) ?? "") ?? [];
  return unit ? Number(number) * GIB_OF[unit as keyof typeof GIB_OF] : Number.NaN;
}

type Sized = Pick<
  CollectionConfig,
  "expectedVectors" | "dimensions" | "quantization" | "onDisk" | "shards" | "replicas"
>;

/** The declared collections, with the vectors that the stack's outputs say they have to hold. */
export function declaredCollections(collections: readonly Resource[], expected: Value): Record<string, Sized> {
  const sized = collections.flatMap(({ props }) => {
    const { name, dimensions, quantization = "none", onDisk = false, shards = 1, replicas = 1 } = record(props);
    const vectors = at(expected, String(known(text(name))));
    if (typeof vectors !== "number" || typeof dimensions !== "number") return [];
    return [[String(name), { expectedVectors: vectors, dimensions, quantization, onDisk, shards, replicas }] as const];
  });
  return Object.fromEntries(sized) as Record<string, Sized>;
}
