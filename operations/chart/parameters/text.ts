import { SLOTS } from "../../../components/slots/slot";
import type { ImageName, PlatformConfig } from "../../../stacks/config";
import type { Formula } from "../synthesis/formula";
import { value } from "./quantities";

/** Names, images and sentences: what goes into the manifests as it stands. */
export function textFormulas(): Formula[] {
  return [...IMAGES.flatMap(image), ...SLOTS.flatMap(slotImage), ...PLACE, ...MESSAGE, ...COLLECTIONS, ALLOWLIST];
}

const IMAGES: readonly Exclude<ImageName, "node">[] = [
  "qdrant",
  "redis",
  "postgres",
  "embedding",
  "gateway",
  "prometheus",
  "alertmanager",
  "grafana",
  "redisExporter",
  "postgresExporter",
  "nodeExporter",
];

const versionOf = (reference: string) => `include "vector-platform.version-of" (${reference})`;

function image(name: ImageName): Formula[] {
  const path = `images.${name}`;
  return referenced((c) => c.images[name], value(path));
}

function slotImage(slot: "blue" | "green"): Formula[] {
  return [
    ...referenced((c) => c.slots[slot].image, `include "vector-platform.slot-image" (list $ "${slot}")`),
    { of: (c) => c.slots[slot].version, expression: value(`slots.${slot}.version`) },
  ];
}

/** The whole reference, and the version that labels show of it. */
function referenced(of: (config: PlatformConfig) => string, expression: string): Formula[] {
  return [
    { of, expression },
    { of: (c) => of(c).split("@")[0]?.split(":").at(-1) ?? "", expression: versionOf(expression), optional: true },
  ];
}

/** The namespace is that of the release, and the stack is the release. */
const PLACE: readonly Formula[] = [
  { of: (c) => c.kubernetes.namespace, expression: "$.Release.Namespace" },
  { of: (c) => c.stack, expression: "$.Release.Name" },
  { of: (c) => c.kubernetes.storageClass ?? "", expression: value("kubernetes.storageClass") },
  { of: (c) => c.embedding.model, expression: value("embedding.model") },
];

/** In the gateway's configuration `%` starts a variable and `'` ends the text. */
const MESSAGE: readonly Formula[] = [
  {
    of: (c) => c.maintenanceMessage.replaceAll("%", "%%").replaceAll("'", "'\\''"),
    expression: `${value("maintenanceMessage")} | replace "%" "%%" | replace "'" "'\\\\''"`,
  },
];

const COLLECTIONS: readonly Formula[] = [
  {
    of: (c) =>
      Object.entries(c.collections)
        .map(([name, { dimensions }]) => `${name}:${dimensions}`)
        .join(","),
    expression: `include "vector-platform.collection-list" $`,
  },
];

const ALLOWLIST: Formula = {
  of: (c) => c.gateway.allowlist[0] ?? "",
  expression: value("gateway.allowlist"),
  each: true,
};
