import type { types } from "@pulumi/kubernetes";
import type { Workload } from "../../workload";
import { type ContainerSettings, checks, container, userOf } from "./container";
import { OURS, type Place, podLabels, selectorLabels } from "./identity";
import { lifecycle } from "./lifecycle";
import { claimMounts, inputVolumes, podVolumes } from "./volumes";

export interface PodSettings extends ContainerSettings {
  readonly place: Place;
  /** Names of Secrets of the namespace by which nodes log in to the registry. */
  readonly imagePullSecrets: readonly string[];
}

export type PodTemplate = types.input.core.v1.PodTemplateSpec & { readonly spec: types.input.core.v1.PodSpec };

/** Changes when a file does, so that pods roll. */
export const FILES = `${OURS}/files`;
export const SEALED_FILES = `${OURS}/sealed-files`;

/** The pod of a workload, as plain data; `annotations` are the hashes of its files. */
export function podTemplate(
  workload: Workload,
  settings: PodSettings,
  annotations: NonNullable<types.input.meta.v1.ObjectMeta["annotations"]>,
): PodTemplate {
  const { place } = settings;
  const inputs = inputVolumes(workload);
  const own = podVolumes(workload);
  const inputMounts = inputs.flatMap(({ mounts }) => mounts);
  const mounts = [...inputMounts, ...own.flatMap((volume) => volume.mounts), ...claimMounts(workload)];
  const checking = checks(workload, settings, inputMounts);
  return {
    metadata: { labels: podLabels(workload, place), annotations },
    spec: {
      serviceAccountName: workload.name,
      automountServiceAccountToken: false,
      // The platform's names come from DNS; a variable for every service of the namespace would only roll nothing and leak much.
      enableServiceLinks: false,
      priorityClassName: priorityClass(workload, place),
      terminationGracePeriodSeconds: lifecycle(workload).terminationGracePeriodSeconds,
      ...(settings.imagePullSecrets.length > 0 && {
        imagePullSecrets: settings.imagePullSecrets.map((name) => ({ name })),
      }),
      securityContext: podSecurity(workload),
      // A name with dots is asked as it stands, before the search list.
      dnsConfig: { options: [{ name: "ndots", value: "2" }] },
      ...spread(workload, place),
      ...(checking.length > 0 && { initContainers: checking }),
      containers: [container(workload, settings, mounts)],
      volumes: [...inputs, ...own].map(({ volume }) => volume),
    },
  };
}

export function priorityClass({ importance = "serving" }: Pick<Workload, "importance">, { namespace }: Place): string {
  return `${namespace}-${importance}`;
}

function podSecurity(workload: Workload) {
  const user = userOf(workload);
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    // A terabyte of data changes hands once, not at every start.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** Always there, one replica or many: to add it later would replace the pods that are to stay. */
function spread(workload: Workload, place: Place) {
  const labelSelector = { matchLabels: selectorLabels(workload, place) };
  const over = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector,
  });
  const apart = { weight: 100, podAffinityTerm: { topologyKey: HOST, labelSelector } };
  return {
    topologySpreadConstraints: [over(HOST), over(ZONE)],
    ...(workload.stateful && {
      affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart] } },
    }),
  };
}

const HOST = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";
