import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import type { Values } from "./values";
import type { Node } from "./values-schema";

/** A values file in which every key is explained by its own schema. */
export function valuesFile(values: Values, schema: Node, head: string): string {
  const document = new Document(values, { aliasDuplicateObjects: false });
  document.commentBefore = comment(head);
  if (isMap(document.contents)) explain(document.contents, schema, true);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function explain(map: YAMLMap, schema: Node, top: boolean): void {
  for (const pair of map.items) {
    if (!isScalar(pair.key)) continue;
    const node = schema.properties?.[String(pair.key.value)];
    if (node?.description) pair.key.commentBefore = comment(`${node.description}${choices(node)}`);
    if (top) pair.key.spaceBefore = true;
    // Collections are all alike: explained once, in the schema.
    if (isMap(pair.value) && node?.properties) explain(pair.value, node, false);
  }
}

function choices({ enum: allowed }: Node): string {
  return Array.isArray(allowed) ? ` One of ${allowed.join(", ")}.` : "";
}

function comment(text: string): string {
  return ` ${text.replaceAll("\n", "\n ")}`;
}
