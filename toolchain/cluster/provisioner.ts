import { join, relative } from "node:path";
import { NODE_NAME } from "./cluster";

/** Name by which a storage class asks for volumes of this machine. */
export const PROVISIONER = "vector-platform.local/folder";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

interface Named {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

export interface Claim extends Named {
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes?: readonly string[];
    readonly volumeMode?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
  readonly status?: { readonly phase?: string };
}

export interface Volume extends Named {
  readonly spec: {
    readonly persistentVolumeReclaimPolicy?: string;
    readonly local?: { readonly path: string };
  };
  readonly status?: { readonly phase?: string };
}

export interface StorageClass extends Named {
  readonly provisioner: string;
  readonly reclaimPolicy?: string;
}

export interface Seen {
  readonly claims: readonly Claim[];
  readonly volumes: readonly Volume[];
  readonly classes: readonly StorageClass[];
}

/** Volumes that claims wait for, one folder each. */
export function missingVolumes({ claims, volumes, classes }: Seen, folder: string): object[] {
  const present = new Set(volumes.map(({ metadata }) => metadata.name));
  return claims.flatMap((claim) => {
    const waits = claim.status?.phase === "Pending" && !claim.spec.volumeName && claim.spec.volumeMode !== "Block";
    const storage = classes.find(({ metadata }) => metadata.name === claim.spec.storageClassName);
    if (!waits || storage?.provisioner !== PROVISIONER || present.has(volumeName(claim))) return [];
    return [volumeFor(claim, storage, folder)];
  });
}

/** Volumes whose claim is gone and whose class wanted them to go with it. Those to be retained are left as they are. */
export function releasedVolumes({ volumes }: Seen, folder: string): Volume[] {
  return volumes.filter(
    ({ metadata, spec, status }) =>
      status?.phase === "Released" &&
      spec.persistentVolumeReclaimPolicy === "Delete" &&
      metadata.annotations?.[PROVISIONED_BY] === PROVISIONER &&
      isBelow(spec.local?.path, folder),
  );
}

export function volumeName({ metadata }: Claim): string {
  return `pvc-${metadata.uid}`;
}

function volumeFor(claim: Claim, storage: StorageClass, folder: string): object {
  const { namespace = "", name, uid } = claim.metadata;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: volumeName(claim), annotations: { [PROVISIONED_BY]: PROVISIONER } },
    spec: {
      capacity: { storage: claim.spec.resources?.requests?.storage ?? "1Gi" },
      accessModes: claim.spec.accessModes,
      persistentVolumeReclaimPolicy: storage.reclaimPolicy ?? "Delete",
      storageClassName: storage.metadata.name,
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
      // Not a host path: only for a local volume does the kubelet give the folder to the pod's group.
      local: { path: join(folder, `${namespace}_${name}_${uid}`) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE_NAME] }] },
          ],
        },
      },
    },
  };
}

/** Nobody who writes a volume's path by hand gets another folder deleted. */
function isBelow(path: string | undefined, folder: string): boolean {
  if (!path) return false;
  const inside = relative(folder, path);
  return inside !== "" && !inside.startsWith("..") && !inside.includes("/");
}
