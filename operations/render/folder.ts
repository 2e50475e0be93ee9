import { Document, stringify, visit } from "yaml";
import { compare, identity, type KubernetesObject } from "./objects";

/** A file below the folder that is written. */
export interface File {
  readonly path: string;
  readonly content: string;
  readonly executable?: boolean;
}

/** `kubectl apply --recursive` walks by name, so folders are numbered in the order in which their objects have to exist. */
const FOLDERS: readonly (readonly [folder: string, kinds: readonly string[]])[] = [
  ["1-cluster", ["Namespace", "PriorityClass"]],
  ["2-access", ["ServiceAccount", "NetworkPolicy", "PodDisruptionBudget"]],
  ["3-configuration", ["ConfigMap", "PersistentVolumeClaim"]],
];
const LAST_FOLDER = "4-workloads";

export const MANIFESTS = "manifests";
export const SECRETS = "secrets";

/** One file for each object, `kind-name.yaml`. */
export function manifestFiles(objects: readonly KubernetesObject[]): File[] {
  const names = fileNames(objects);
  return objects
    .filter(({ kind }) => kind !== "Secret")
    .map((object) => ({
      path: `${MANIFESTS}/${folderOf(object)}/${names.get(identity(object))}`,
      content: toYaml(object),
    }))
    .sort((a, b) => compare(a.path, b.path));
}

/** The name says which object it is; the namespace is part of it only where two objects would share a file. */
export function fileNames(objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  const short = ({ kind, metadata }: KubernetesObject) => `${kind.toLowerCase()}-${metadata.name}`;
  const first = new Map<string, string>();
  for (const object of objects) if (!first.has(short(object))) first.set(short(object), identity(object));
  return new Map(
    objects.map((object) => {
      const shared = first.get(short(object)) !== identity(object);
      return [identity(object), `${short(object)}${shared ? `-${object.metadata.namespace}` : ""}.yaml`];
    }),
  );
}

/** Texts of several lines stay readable, long lines stay whole: what is one value in the cluster is one value in a diff. */
export function toYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && node.value.includes("\n")) node.type = "BLOCK_LITERAL";
    },
  });
  return stringify(document, { lineWidth: 0 });
}

function folderOf({ kind }: KubernetesObject): string {
  return FOLDERS.find(([, kinds]) => kinds.includes(kind))?.[0] ?? LAST_FOLDER;
}
