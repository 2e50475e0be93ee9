import { found, type Problem } from "./problem";
import type { PlatformConfig } from "./resolve";
import type { Check } from "./rules";

/** What a cluster of Qdrant asks of the rest of the configuration. */
export const QDRANT_CHECKS: readonly Check[] = [copyProblems, directoryProblems];

/** Two copies of a shard on one member would go with it together, and Qdrant refuses them. */
function copyProblems({ collections, qdrant }: PlatformConfig): Problem[] {
  return Object.entries(collections)
    .filter(([, collection]) => collection.replicas > qdrant.replicas)
    .map(([name, collection]) => ({
      path: ["collections", name, "replicas"],
      found: found(collection.replicas),
      allowed: `at most one copy on each Qdrant node, and there is ${qdrant.replicas}`,
      advice: `raise qdrant.replicas to ${collection.replicas}, or lower it`,
    }));
}

/** One directory is one storage: a second server in it would destroy what the first has written. */
function directoryProblems({ platform, qdrant }: PlatformConfig): Problem[] {
  if (platform !== "docker" || qdrant.storagePath === undefined || qdrant.replicas === 1) return [];
  return [
    {
      path: ["qdrant", "replicas"],
      found: found(qdrant.replicas),
      allowed: `1 with qdrant.storagePath ${qdrant.storagePath}, which is one directory of one machine`,
      advice:
        "run pulumi config set --path 'qdrant.replicas' 1: members are worth it on several machines, with platform kubernetes",
    },
  ];
}

/** What a cluster is allowed to be, and whoever reads it should know. */
export function qdrantWarnings({ collections, qdrant }: PlatformConfig): string[] {
  if (qdrant.replicas === 1) return [];
  const single = Object.entries(collections).filter(([, collection]) => collection.replicas === 1);
  const names = single.map(([name]) => name).join(", ");
  return [
    ...(qdrant.replicas === 2
      ? [
          "qdrant.replicas is 2: neither member is a majority, so that collections cannot change while one is away; take 3",
        ]
      : []),
    ...(names
      ? [
          `collections ${names} have one copy on ${qdrant.replicas} members: what a member holds of them is away with it; set their replicas to 2`,
        ]
      : []),
  ];
}
