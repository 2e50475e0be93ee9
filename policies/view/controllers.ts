import type { Resource } from "../rule";
import { at, record, type Value } from "../value";

export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

/** How many pods it keeps; undefined where only the update or an autoscaler will tell. */
export function replicasOf({ props }: Resource): number | undefined {
  const replicas = at(props, "spec", "replicas") ?? 1;
  return typeof replicas === "number" ? replicas : undefined;
}

export function namespaceOf({ props }: Resource): Value {
  return at(props, "metadata", "namespace") ?? "default";
}

/** Whether labels of its pods fit a selector; an unknown one fits none. */
export function selects(selector: Value, { props }: Resource): boolean {
  const wanted = Object.entries(record(selector));
  const labels = record(at(props, "spec", "template", "metadata", "labels"));
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
