import { fingerprintOf } from "../../components/gateway";
import type { KubernetesObject } from "../render";
import { COMPUTED } from "./synthesis/emit";

/** Stands for the hash of all that comes before it in the same text. */
export const FINGERPRINT = "\uf8f2";

const FILES = "vector-platform/files";
const SEALED = "vector-platform/sealed-files";
const MANAGED_BY = "app.kubernetes.io/managed-by";

/** An object in the form in which a chart writes it: what Helm or the cluster computes is named instead of computed. */
export function prepared(object: KubernetesObject): KubernetesObject {
  if (object.kind === "Secret") return opened(relabelled(object));
  if (object.kind === "ConfigMap") return withoutFingerprint(relabelled(object));
  return relabelled(object);
}

export const dataTemplate = (name: string): string => `vector-platform.data.${name}`;

function relabelled<T>(value: T): T {
  if (Array.isArray(value)) return value.map(relabelled) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key === "labels")
      return [key, { ...inner, ...(inner[MANAGED_BY] && { [MANAGED_BY]: `${COMPUTED}$.Release.Service` }) }];
    if (key === "template" && isPod(inner)) return [key, relabelled(hashed(inner))];
    return [key, relabelled(inner)];
  });
  return Object.fromEntries(entries) as T;
}

interface Pod {
  readonly metadata: { readonly annotations?: Record<string, string> };
  readonly spec: { readonly containers: readonly { readonly name: string }[] };
}

function isPod(value: unknown): value is Pod {
  return typeof value === "object" && value !== null && "metadata" in value && "spec" in value;
}

/** Pods roll when what they mount changes; in a chart the hash is taken of what Helm has rendered. */
function hashed(pod: Pod): Pod {
  const [name = ""] = pod.spec.containers.map((container) => container.name);
  const { annotations = {}, ...metadata } = pod.metadata;
  const computed = {
    ...annotations,
    ...(annotations[FILES] && {
      [FILES]: `${COMPUTED}include "vector-platform.hash" (include "${dataTemplate(`${name}-files`)}" $)`,
    }),
    ...(annotations[SEALED] && {
      [SEALED]: `${COMPUTED}include "vector-platform.sealed-hash" (list $ (include "${dataTemplate(`${name}-secrets`)}" $))`,
    }),
  };
  return { ...pod, metadata: { ...metadata, annotations: computed } };
}

function opened(object: KubernetesObject): KubernetesObject {
  const { data, ...rest } = object;
  const decoded = Object.entries((data ?? {}) as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(value, "base64").toString("utf8"),
  ]);
  return { ...rest, stringData: Object.fromEntries(decoded) } as KubernetesObject;
}

function withoutFingerprint(object: KubernetesObject): KubernetesObject {
  const files = Object.entries((object.data ?? {}) as Record<string, string>).map(([key, text]) => {
    const fingerprint = fingerprintOf(text);
    return [key, fingerprint ? text.replaceAll(fingerprint, FINGERPRINT) : text];
  });
  return { ...object, data: Object.fromEntries(files) };
}
