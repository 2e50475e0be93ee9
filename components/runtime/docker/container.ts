import type { types } from "@pulumi/docker";
import type { Scratch, Stop, Workload } from "../../workload";
import { probeCommand } from "./probe";

/** How often Docker asks a running workload, and how patiently (row A7). */
export interface HealthPolicy {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
}

/** Ceiling on processes and threads of one container; every image we run stays far below it. */
export const PIDS_LIMIT = 512;

/** Docker divides contended cores by these weights; a core's worth is its default weight, 2 the least it takes. */
const SHARES_OF_A_CORE = 1024;
const MIN_SHARES = 2;

const DEFAULT_STOP: Stop = { signal: "SIGTERM", graceSeconds: 10 };

/** What every container has in common: nothing more than it needs, and never without a limit (CIS Docker 5.x). */
export function hardening(workload: Workload) {
  return {
    user: `${workload.user}:${workload.user}`,
    readOnly: true,
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    ipcMode: "private",
    memory: workload.resources.memoryMiB,
    memorySwap: workload.resources.memoryMiB,
    cpus: cores(workload.resources.burstCpu ?? workload.resources.cpu),
    cpuShares: Math.max(MIN_SHARES, Math.round(workload.resources.cpu * SHARES_OF_A_CORE)),
    tmpfs: tmpfs(workload.scratch ?? [], workload.user),
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
  };
}

/** How it is stopped and started again. */
export function lifecycle(workload: Workload) {
  const stop = workload.stop ?? DEFAULT_STOP;
  return {
    restart: "unless-stopped",
    stopSignal: stop.signal,
    stopTimeout: stop.graceSeconds,
    destroyGraceSeconds: stop.graceSeconds,
  };
}

/** Docker's standing health check: the patient liveness probe where there is one, else readiness. */
export function healthcheck(workload: Workload, policy: HealthPolicy): types.input.ContainerHealthcheck {
  return {
    tests: ["CMD", ...probeCommand(workload.health.live ?? workload.health.ready)],
    interval: duration(policy.intervalSeconds),
    timeout: duration(policy.timeoutSeconds),
    retries: policy.retries,
    startPeriod: duration(workload.health.startWithinSeconds),
  };
}

/** Published ports, always bound to the address that the spec names. */
export function publishedPorts(workload: Workload): types.input.ContainerPort[] {
  return workload.ports.flatMap(({ number, publish }) =>
    publish ? [{ internal: number, external: publish.port, ip: publish.address, protocol: "tcp" }] : [],
  );
}

function tmpfs(scratch: readonly Scratch[], user: number): Record<string, string> {
  return Object.fromEntries(
    scratch.map(({ path, sizeMiB }) => [
      path,
      `rw,noexec,nosuid,nodev,size=${sizeMiB}m,mode=0700,uid=${user},gid=${user}`,
    ]),
  );
}

/*
 * The provider compares text with what it reads back, so both are written the way it prints them; anything else would
 * replace the container at every update.
 */

function cores(cpu: number): string {
  return Number.isInteger(cpu) ? cpu.toFixed(1) : `${cpu}`;
}

function duration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts as [number, number, number];
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}
