import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "./cluster";

/** Makes the group that the kubelet puts all pods into, so that it takes another cluster's for none of its own. */
export function makeControlGroup(cluster: Cluster): void {
  for (const { folder, unified } of hierarchies()) {
    const group = join(folder, cluster.controlGroup);
    mkdirSync(group, { recursive: true });
    if (unified) for (const parent of [folder, group]) delegate(parent);
    else for (const name of ["cpuset.cpus", "cpuset.mems"]) inherit(folder, group, name);
  }
}

/** @returns every process in a pod */
export function processesIn(cluster: Cluster): number[] {
  const found = groups(cluster).flatMap((group) => {
    const file = join(group, "cgroup.procs");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : [];
  });
  return [...new Set(found)];
}

export function removeControlGroup(cluster: Cluster): void {
  // Innermost first: only a group without others in it can go.
  for (const group of groups(cluster).reverse()) rmdirSync(group);
}

function groups(cluster: Cluster): string[] {
  const below = (folder: string): string[] => [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => below(join(folder, entry.name))),
  ];
  return hierarchies()
    .map(({ folder }) => join(folder, cluster.controlGroup))
    .filter(existsSync)
    .flatMap(below);
}

function hierarchies(): { folder: string; unified: boolean }[] {
  return readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, folder, type]) => folder?.startsWith("/sys/fs/cgroup") && /^cgroup2?$/.test(type ?? ""))
    .map(([, folder = "", type]) => ({ folder, unified: type === "cgroup2" }));
}

/** Of the second version: hands every controller down that there is. */
function delegate(group: string): void {
  const controllers = readFileSync(join(group, "cgroup.controllers"), "utf8").trim().split(" ").filter(Boolean);
  for (const name of controllers) attempt(() => writeFileSync(join(group, "cgroup.subtree_control"), `+${name}`));
}

/** Of the first version: a group of processors is empty, and useless, until somebody fills it. */
function inherit(parent: string, group: string, name: string): void {
  const file = join(group, name);
  if (!existsSync(file) || readFileSync(file, "utf8").trim() !== "") return;
  writeFileSync(file, readFileSync(join(parent, name)));
}

/** A controller that somebody else holds is not needed by a pod either. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}
