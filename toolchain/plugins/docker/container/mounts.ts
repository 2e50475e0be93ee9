import type { HostConfig } from "dockerode";
import type { Values } from "../../provider/values";
import { labelList, labelMap } from "../labels";
import type { ContainerInputs } from "./schema";

type Volumes = NonNullable<ContainerInputs["volumes"]>;
type Mounts = NonNullable<ContainerInputs["mounts"]>;
type EngineMounts = NonNullable<HostConfig["Mounts"]>;
type EngineMount = EngineMounts[number];

/** Paths inside the container that hold a volume, named or not. */
export function volumeSources(volumes: Volumes = []): string[] {
  return volumes.flatMap(({ containerPath, fromContainer }) => {
    if (fromContainer && containerPath) throw new Error("both a container and a path specified in a volume entry");
    if (!fromContainer && !containerPath) throw new Error("volume entry without container path or source container");
    return containerPath || [];
  });
}

export function binds(volumes: Volumes = []): string[] {
  return volumes.flatMap(({ containerPath, volumeName, hostPath, readOnly, selinuxRelabel }) => {
    const source = hostPath || volumeName;
    if (!source) return [];
    const mode = [readOnly ? "ro" : "rw", ...(selinuxRelabel ? [selinuxRelabel] : [])].join(",");
    return `${source}:${containerPath}:${mode}`;
  });
}

export function mounts(asked: Mounts = []): EngineMounts {
  return asked.map((mount) => ({
    Type: mount.type as EngineMount["Type"],
    Target: mount.target,
    Source: mount.source ?? "",
    ReadOnly: mount.readOnly ?? false,
    ...(mount.type === "bind" &&
      mount.bindOptions && { BindOptions: { Propagation: mount.bindOptions.propagation as "rprivate" } }),
    ...(mount.type === "volume" && mount.volumeOptions && { VolumeOptions: volumeOptions(mount.volumeOptions) }),
    ...(mount.type === "tmpfs" && mount.tmpfsOptions && { TmpfsOptions: tmpfsOptions(mount.tmpfsOptions) }),
  }));
}

function volumeOptions(options: NonNullable<Mounts[number]["volumeOptions"]>): EngineMount["VolumeOptions"] {
  if (options.subpath) throw new Error("volumeOptions.subpath needs Docker API 1.45: use the official docker plugin");
  const { driverName, driverOptions } = options;
  return {
    NoCopy: options.noCopy ?? false,
    Labels: labelMap(options.labels),
    DriverConfig: { Name: driverName ?? "", Options: driverOptions ?? {} },
  };
}

function tmpfsOptions(options: NonNullable<Mounts[number]["tmpfsOptions"]>): EngineMount["TmpfsOptions"] {
  return { SizeBytes: options.sizeBytes ?? 0, Mode: options.mode ?? 0 };
}

/** The mounts of a container that exists, as inputs would spell them. */
export function readMounts(found: EngineMounts | undefined): Values[] {
  return (found ?? []).map((mount) => ({
    target: mount.Target,
    source: mount.Source,
    type: mount.Type,
    readOnly: mount.ReadOnly ?? false,
    bindOptions: mount.BindOptions && { propagation: mount.BindOptions.Propagation },
    volumeOptions: mount.VolumeOptions && {
      noCopy: mount.VolumeOptions.NoCopy ?? false,
      labels: labelList(mount.VolumeOptions.Labels),
      driverName: mount.VolumeOptions.DriverConfig?.Name,
      driverOptions: mount.VolumeOptions.DriverConfig?.Options,
    },
    tmpfsOptions: mount.TmpfsOptions && { sizeBytes: mount.TmpfsOptions.SizeBytes, mode: mount.TmpfsOptions.Mode },
  }));
}
