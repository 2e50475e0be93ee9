import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CONTEXT } from "./cluster/cluster";
import type { Layout } from "./layout";
import { setUpKubernetesProvider } from "./set-up";
import { setUpCluster } from "./set-up-cluster";

export type Need = "nothing more" | "provider" | "provider and cluster";

/** Brings what a stack asks for beyond `make tools`: only Kubernetes asks for more. */
export async function needs(layout: Layout, stack: string, print: (line: string) => void): Promise<void> {
  const file = join(layout.project, `Pulumi.${stack}.yaml`);
  const need = needOf(existsSync(file) ? readFileSync(file, "utf8") : "");
  if (need === "provider") await setUpKubernetesProvider(layout, print);
  if (need === "provider and cluster") await setUpCluster(layout, print);
}

/** @param stackFile text of `Pulumi.<stack>.yaml`; what is wrong with it, the program itself says better */
export function needOf(stackFile: string): Need {
  const config = settings(stackFile);
  if (config["vector-platform:platform"] !== "kubernetes") return "nothing more";
  const own = config["vector-platform:kubernetes"] as { context?: unknown } | undefined;
  const context = own?.context ?? config["vector-platform:kubernetes.context"];
  return context && context !== CONTEXT ? "provider" : "provider and cluster";
}

function settings(stackFile: string): Readonly<Record<string, unknown>> {
  try {
    return parse(stackFile)?.config ?? {};
  } catch {
    return {};
  }
}
