import { z } from "zod";
import { NAMESPACE } from "./namespace";
import { platformSchema } from "./schema";
import { SECRETS } from "./secrets";

type Node = Record<string, unknown>;

const ENCRYPTED: Node = {
  type: "object",
  properties: { secure: { type: "string", description: "Ciphertext that pulumi config set --secret writes." } },
  required: ["secure"],
  additionalProperties: false,
};

/** What `pulumi config set canaryWeight 5` writes: every scalar as text. */
const AS_TEXT: Readonly<Record<string, Node>> = {
  integer: { type: "string", pattern: "^[0-9]+$" },
  boolean: { type: "string", enum: ["true", "false"] },
};

/** JSON Schema of a whole `Pulumi.<stack>.yaml`, so that editors complete, explain and check its keys. */
export function stackFileSchema(): Node {
  const settings = z.toJSONSchema(platformSchema, { io: "input", target: "draft-7" });
  const properties = (settings.properties ?? {}) as Record<string, Node>;
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Stack of the vector platform",
    type: "object",
    properties: {
      secretsprovider: { type: "string" },
      encryptedkey: { type: "string" },
      encryptionsalt: { type: "string" },
      environment: { description: "Pulumi ESC environments." },
      config: configSchema(properties),
    },
    additionalProperties: false,
  };
}

function configSchema(settings: Readonly<Record<string, Node>>): Node {
  const fields = Object.entries(settings).map(([key, node]) => [`${NAMESPACE}:${key}`, textToo(node)]);
  const secrets = Object.entries(SECRETS).map(([name, { description }]) => [
    `${NAMESPACE}:${name}`,
    { description, ...(name === "apiKeys" ? { type: "object", additionalProperties: ENCRYPTED } : ENCRYPTED) },
  ]);
  return {
    type: "object",
    properties: Object.fromEntries([...fields, ...secrets]),
    // Other namespaces, such as pulumi: or those of providers, are not ours to judge.
    patternProperties: { [`^(?!${NAMESPACE}:)[^:]+:`]: {} },
    additionalProperties: false,
  };
}

function textToo(node: Node): Node {
  const text = AS_TEXT[String(node.type)];
  if (text === undefined) {
    return node;
  }
  const { description, default: preset, ...value } = node;
  return { description, default: preset, anyOf: [value, text] };
}
