import type { types } from "@pulumi/kubernetes";
import type { Workload } from "../../workload";
import { membersService, objectLabels, type Place, selectorLabels } from "./identity";
import { lifecycle } from "./lifecycle";
import type { PodTemplate } from "./pod";
import { volumeClaims } from "./volumes";

/** Enough to look at what ran before; a release is taken back by its checkpoint, not from here. */
const REVISIONS = 3;

/** One more pod than wanted, never one less: an old one leaves only when a new one is ready. */
export function deploymentSpec(
  workload: Workload,
  place: Place,
  template: PodTemplate,
  arriveSeconds: number,
): types.input.apps.v1.DeploymentSpec {
  return {
    replicas: workload.replicas ?? 1,
    selector: { matchLabels: selectorLabels(workload, place) },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    revisionHistoryLimit: REVISIONS,
    progressDeadlineSeconds: workload.health.startWithinSeconds + arriveSeconds,
    template,
  };
}

/** A member is gone before its successor starts, since both would open the same volume. */
export function statefulSetSpec(
  workload: Workload,
  place: Place,
  template: PodTemplate,
  storageClass: string | undefined,
): types.input.apps.v1.StatefulSetSpec {
  const claims = isKept(workload) ? "Retain" : "Delete";
  return {
    replicas: workload.replicas ?? 1,
    serviceName: membersService(workload.name),
    selector: { matchLabels: selectorLabels(workload, place) },
    // In order, one broken member would hold up its own repair.
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    revisionHistoryLimit: REVISIONS,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: claims, whenScaled: claims },
    template,
    volumeClaimTemplates: volumeClaims(workload, objectLabels(workload, place), storageClass),
  };
}

/** Whether anything of it has to survive its removal. */
export function isKept({ stateful, volumes = [] }: Workload): boolean {
  return stateful === true && volumes.some((volume) => volume.protected);
}

/**
 * Longest time that an update of the workload may take: its replicas one after the other, and with a volume each only after
 * the one before it has gone.
 */
export function rolloutSeconds(workload: Workload, arriveSeconds: number): number {
  const leave = workload.stateful ? lifecycle(workload).terminationGracePeriodSeconds : 0;
  return (workload.replicas ?? 1) * (workload.health.startWithinSeconds + leave) + arriveSeconds;
}
