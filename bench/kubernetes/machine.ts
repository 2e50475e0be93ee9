import { kubectl, list } from "../../test/kubernetes/support/kubectl";
import { run } from "../../toolchain/command";
import { type Host, host } from "../report/machine";

/** What the figures were taken on: this machine, which runs the commands, and the cluster. */
export interface ClusterMachine extends Host {
  readonly kubernetes: string;
  readonly nodes: number;
  readonly helm: string;
}

/** @throws Error when no cluster answers */
export async function clusterMachine(): Promise<ClusterMachine> {
  const { serverVersion } = JSON.parse(await kubectl(["version", "--output", "json"])) as Versions;
  const nodes = (await list("nodes")).length;
  const helm = (await run("helm", ["version", "--template", "{{.Version}}"])).trim();
  return { ...host(), kubernetes: serverVersion.gitVersion, nodes, helm };
}

interface Versions {
  readonly serverVersion: { readonly gitVersion: string };
}

export function clusterText({ cores, processor, memoryGiB, node, engine, kubernetes, nodes, helm }: ClusterMachine) {
  const versions = `Node ${node}, Pulumi ${engine}, Kubernetes ${kubernetes} (nodes: ${nodes}), helm ${helm}`;
  return `${cores} cores (${processor}), ${memoryGiB} GiB; ${versions}`;
}
