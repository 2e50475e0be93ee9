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
    cpus: `${workload.resources.cpu}`,
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
    interval: `${policy.intervalSeconds}s`,
    timeout: `${policy.timeoutSeconds}s`,
    retries: policy.retries,
    startPeriod: `${workload.health.startWithinSeconds}s`,
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
