import type { types } from "@pulumi/kubernetes";
import type { Volume, Workload } from "../../workload";
import { configName, fileMounts } from "./files";
import type { Labels } from "./identity";
import { gibibytes, mebibytes } from "./sizes";

export interface Mounted {
  readonly volume: types.input.core.v1.Volume;
  readonly mounts: types.input.core.v1.VolumeMount[];
}

/** What a pod finds besides its image: who it is, its files, memory to write to. All of it read-only but the last. */
export function inputVolumes(workload: Workload): Mounted[] {
  return [
    identity(workload),
    ...fileMounts(workload).map(({ volume, mount }) => ({ volume, mounts: [mount] })),
    ...(workload.scratch ?? []).map(({ path, sizeMiB }) => {
      const name = `scratch${path.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
      return mounted(name, path, { emptyDir: { medium: "Memory", sizeLimit: mebibytes(sizeMiB) } });
    }),
  ];
}

function identity(workload: Workload): Mounted {
  const items = ["passwd", "group"].map((key) => ({ key, path: key }));
  return {
    volume: { name: "identity", configMap: { name: configName(workload.name), items } },
    mounts: items.map(({ key }) => ({ name: "identity", mountPath: `/etc/${key}`, subPath: key, readOnly: true })),
  };
}

/** Volumes that are the pod's own: caches without identity, and directories of the machine. */
export function podVolumes(workload: Workload): Mounted[] {
  return [
    ...(workload.stateful ? [] : (workload.volumes ?? []).map(cache)),
    ...(workload.hostPaths ?? []).map(({ hostPath, path }, index) =>
      mounted(`host-${index}`, path, { hostPath: { path: hostPath, type: "Directory" } }, true),
    ),
  ];
}

function cache({ name, path, sizeGiB }: Volume): Mounted {
  return mounted(name, path, { emptyDir: { sizeLimit: gibibytes(sizeGiB) } });
}

function mounted(name: string, mountPath: string, source: Omit<types.input.core.v1.Volume, "name">, readOnly = false) {
  return { volume: { name, ...source }, mounts: [{ name, mountPath, ...(readOnly && { readOnly }) }] };
}

/** The volumes that each member of a stateful workload keeps. */
export function volumeClaims(workload: Workload, labels: Labels, storageClass: string | undefined) {
  return (workload.volumes ?? []).map(({ name, sizeGiB }) => ({
    metadata: { name, labels },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: gibibytes(sizeGiB) } },
      ...(storageClass && { storageClassName: storageClass }),
    },
  }));
}

export function claimMounts(workload: Workload): types.input.core.v1.VolumeMount[] {
  return workload.stateful ? (workload.volumes ?? []).map(({ name, path }) => ({ name, mountPath: path })) : [];
}
