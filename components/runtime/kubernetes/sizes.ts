import type { Resources, Workload } from "../../workload";

/*
 * Quantities are written the way the API server prints them, so that what a refresh reads back is what was declared.
 */

/** For the log, which the node keeps on its disk, and a file that a library drops somewhere. */
const OWN_STORAGE_MIB = { request: 64, limit: 256 } as const;

const MIB_PER_GIB = 1024;

/** What a pod is guaranteed and what it may use. Memory is never promised twice; cores are, by `cpuOvercommit`. */
export function resourceLimits(workload: Workload, cpuOvercommit: number) {
  const { cpu, burstCpu = cpu, memoryMiB, gpus = 0 } = workload.resources;
  const memory = mebibytes(memoryMiB);
  const gpu: Record<string, string> = gpus > 0 ? { "nvidia.com/gpu": `${gpus}` } : {};
  return {
    requests: {
      cpu: cores(cpu / cpuOvercommit),
      memory,
      "ephemeral-storage": mebibytes(OWN_STORAGE_MIB.request),
      ...gpu,
    },
    limits: {
      cpu: cores(Math.max(cpu, burstCpu)),
      memory,
      "ephemeral-storage": mebibytes(OWN_STORAGE_MIB.limit + cacheMiB(workload)),
      ...gpu,
    },
  };
}

/** A volume of a workload without identity lies on the node's disk and goes with its pod. */
function cacheMiB({ stateful, volumes = [] }: Workload): number {
  return stateful ? 0 : volumes.reduce((sum, { sizeGiB }) => sum + sizeGiB * MIB_PER_GIB, 0);
}

export function cores(cpu: Resources["cpu"]): string {
  const millis = Math.max(1, Math.round(cpu * 1000));
  return millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`;
}

export function mebibytes(size: number): string {
  return size % MIB_PER_GIB === 0 ? gibibytes(size / MIB_PER_GIB) : `${size}Mi`;
}

export function gibibytes(size: number): string {
  return size % MIB_PER_GIB === 0 ? `${size / MIB_PER_GIB}Ti` : `${size}Gi`;
}
