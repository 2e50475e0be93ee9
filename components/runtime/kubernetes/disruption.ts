import type { types } from "@pulumi/kubernetes";
import type { Workload } from "../../workload";
import { type Place, selectorLabels } from "./identity";

/** A node that is emptied takes one replica at a time. A single one has no say: it would hold the node for ever. */
export function disruptionBudget(
  workload: Workload,
  place: Place,
): types.input.policy.v1.PodDisruptionBudgetSpec | undefined {
  if ((workload.replicas ?? 1) < 2) return undefined;
  return { maxUnavailable: 1, selector: { matchLabels: selectorLabels(workload, place) } };
}
