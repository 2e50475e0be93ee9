import type { Resource } from "../rule";
import { at, known, text } from "../value";
import { DOCKER_CONTAINER, dockerLabel } from "./docker";

/** Names under which the platform runs what keeps data. */
export const DATA_WORKLOADS = ["qdrant", "redis", "postgres"] as const;

/** The workload of the platform that a resource runs, as far as its labels or its name tell. */
export function workloadOf({ type, props }: Resource): string | undefined {
  if (type === DOCKER_CONTAINER) return known(dockerLabel(props, "vector-platform.workload"));
  return (
    known(text(at(props, "metadata", "labels", "app.kubernetes.io/name"))) ?? known(text(at(props, "metadata", "name")))
  );
}
