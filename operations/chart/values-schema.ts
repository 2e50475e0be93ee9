import { z } from "zod";
import { SECRETS } from "../../stacks/config";
import { platformSchema } from "../../stacks/config/schema";
import { BASE_SECRETS } from "../render";
import type { Values } from "./values";

export interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly [key: string]: unknown;
}

/** Collections are complete in a chart: Qdrant's own settings of the graph come with them. */
const HNSW: Node = {
  type: "object",
  description: "The graph that is searched.",
  properties: { m: { type: "integer", minimum: 4 }, efConstruct: { type: "integer", minimum: 4 } },
  additionalProperties: false,
};

/** JSON Schema of values.yaml: the configuration's own schema, cut down to what a chart takes, and what only a chart has. */
export function valuesSchema(values: Values): Node {
  const settings = z.toJSONSchema(platformSchema, { io: "input", target: "draft-7" }) as Node;
  const shared = Object.keys(values).filter((key) => !Object.hasOwn(OWN, key));
  const properties = Object.fromEntries(
    shared.map((key) => [key, cut(settings.properties?.[key], values[key], [key])]),
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the vector platform",
    type: "object",
    properties: { ...properties, ...OWN, global: { type: "object", description: "Not used here." } },
    additionalProperties: false,
  };
}

/** Only the keys that the chart has, and without defaults: those are in values.yaml. */
function cut(node: Node | undefined, value: unknown, path: readonly string[]): Node {
  if (!node) throw new Error(`values: ${path.join(".")} is not in the schema of the configuration`);
  const { default: _, required: __, ...known } = withoutLookahead(node);
  const rest = { ...known, ...described(path) };
  if (path.join(".") === "collections") return collectionsSchema(rest);
  if (!isTree(value) || !node.properties) return optional(rest, path);
  const properties = Object.keys(value).map((key) => [key, cut(node.properties?.[key], value[key], [...path, key])]);
  return { ...rest, properties: Object.fromEntries(properties) };
}

const IMAGE = "Image of the API service in this slot. It has to be given for a slot that runs.";

/** Where the configuration speaks of Pulumi, a chart speaks of Helm. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  activeSlot: "The slot that answers users. Move it in an upgrade after the one that brought the slot up.",
  "slots.blue.version": "Version of the API service in this slot.",
  "slots.green.version": "Version of the API service in this slot.",
  "slots.blue.image": IMAGE,
  "slots.green.image": IMAGE,
  protectData: "Volumes and the Secret with the keys survive `helm uninstall`.",
  kubernetes: "How the platform uses the cluster.",
  "gateway.publish.address": "Address that users know; a generated certificate is good for it.",
  "gateway.publish.port": "Port of the public entry: a node port, 30000 to 32767, or the port of the load balancer.",
};

function described(path: readonly string[]): Pick<Node, "description"> {
  const description = DESCRIPTIONS[path.join(".")];
  return description ? { description } : {};
}

const NOT_LATEST = "(?!latest(@|$))";

/** Helm's patterns know no lookahead: what a pattern must not match is said beside it. */
function withoutLookahead(node: Node): Node {
  const pattern = typeof node.pattern === "string" ? node.pattern : "";
  if (!pattern.includes("(?!")) return node;
  if (!pattern.includes(NOT_LATEST)) throw new Error(`values: Helm cannot read the pattern ${pattern}`);
  return { ...node, pattern: pattern.replace(NOT_LATEST, ""), not: { pattern: ":latest(@|$)" } };
}

/** Empty means "as if it were not there": values cannot be taken out of values.yaml, only emptied. */
function optional(node: Node, path: readonly string[]): Node {
  const last = path.at(-1) ?? "";
  if (!["image", "storageClass"].includes(last) && path.join(".") !== "gateway.publish.address") return node;
  const { description, ...value } = node;
  return { ...(description && { description }), anyOf: [{ const: "" }, value] };
}

function collectionsSchema(node: Node): Node {
  const [collection, none] = (node.additionalProperties as { anyOf: [Node, Node] }).anyOf;
  const { expectedVectors: _, ...properties } = collection.properties ?? {};
  const { required: __, ...rest } = collection;
  return {
    ...node,
    additionalProperties: { anyOf: [{ ...rest, properties: { ...properties, hnsw: HNSW } }, none] },
  };
}

const secret = (name: string): Node => ({
  type: "string",
  description: (SECRETS as Record<string, { description: string }>)[name]?.description ?? "Default: generated.",
});

/** What a chart needs to know and a stack does not. */
const OWN: Readonly<Record<string, Node>> = {
  namespace: {
    type: "object",
    description: "The namespace of the release.",
    properties: {
      create: {
        type: "boolean",
        description: "Render the namespace itself: for `helm template`. Helm wants it to exist before it installs.",
      },
    },
    additionalProperties: false,
  },
  secrets: {
    type: "object",
    description: "Where keys and passwords come from. What is not given is generated once and kept in the cluster.",
    properties: {
      create: { type: "boolean", description: "Render the Secrets. False where something else creates them." },
      existingSecret: {
        type: "string",
        description: "Secret of the namespace that holds the values under the names below.",
      },
      webhook: { type: "boolean", description: "Alerts are sent to a webhook that only the existing Secrets know." },
      values: {
        type: "object",
        description: "Values given here. They are readable in the release; prefer existingSecret.",
        properties: {
          ...Object.fromEntries(BASE_SECRETS.map((name) => [name, secret(name)])),
          apiKeys: {
            type: "object",
            description: "API keys by client name.",
            additionalProperties: { type: "string", minLength: 16 },
          },
        },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
};

/** The same in values.yaml. */
export const OWN_VALUES: Values = {
  namespace: { create: false },
  secrets: {
    create: true,
    existingSecret: "",
    webhook: false,
    values: { ...Object.fromEntries(BASE_SECRETS.map((name) => [name, ""])), apiKeys: {} },
  },
};

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
