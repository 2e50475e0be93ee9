import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type KubernetesObject, renderConfig } from "../../operations/render";
import { loadConfig } from "../../stacks/config";
import { CLUSTER_SITE } from "./cluster-site";

export type { KubernetesObject } from "../../operations/render";

const PROJECT = join(__dirname, "../..");

/** The objects of a stack as its file is shipped, on Kubernetes whatever the file says, with these values on top. */
export function renderedStack(stack: string, over: Readonly<Record<string, unknown>> = {}) {
  const file = parse(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const own = Object.entries(file.config).map(([key, value]) => [key.replace(/^vector-platform:/, ""), value]);
  return rendered(stack, { ...Object.fromEntries(own), platform: "kubernetes", ...over });
}

/** The objects of a configuration on Kubernetes. */
export function rendered(
  stack: string,
  values: Readonly<Record<string, unknown>>,
): Promise<readonly KubernetesObject[]> {
  const texts = Object.entries({ platform: "kubernetes", ...values }).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return renderConfig(loadConfig(Object.fromEntries(texts), { stack, site: CLUSTER_SITE }));
}
