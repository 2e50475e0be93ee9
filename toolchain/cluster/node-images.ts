import { attempt, run } from "../command";
import type { Cluster } from "./cluster";
import { configFile, containerdSocket } from "./configs";

/** Big ones take a busy machine's disk a while. */
const PULL_SECONDS = 600;

export async function containerdAnswers(cluster: Cluster): Promise<boolean> {
  return (await attempt("ctr", ["--address", containerdSocket(cluster), "version"], { limitSeconds: 10 })).ok;
}

/**
 * Brings images to the node before the first pod asks for them: a deployment's deadline is for the program that starts,
 * not for half a gigabyte that is unpacked.
 * @returns how many were not there
 */
export async function pullOnNode(cluster: Cluster, references: readonly string[]): Promise<number> {
  const images = (...args: string[]) =>
    run("ctr", ["--address", containerdSocket(cluster), "--namespace", "k8s.io", "images", ...args], {
      limitSeconds: PULL_SECONDS,
    });
  const present = new Set((await images("list", "--quiet")).split("\n"));
  const missing = references.filter((reference) => !present.has(reference));
  for (const reference of missing) await images("pull", "--hosts-dir", configFile(cluster, "registries"), reference);
  return missing.length;
}
