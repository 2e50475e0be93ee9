import type { types } from "@pulumi/kubernetes";
import type { Probe, Workload } from "../../workload";
import { literal } from "./literal";

/** How often a running workload is asked whether it still lives, and how patiently (row A7). */
export interface HealthPolicy {
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
}

/** A command inside a pod costs a process; a request costs next to nothing. */
const STARTUP_SECONDS: Record<Probe["kind"], number> = { http: 1, exec: 2 };
/** Three missed answers take a pod out of traffic. */
const READINESS = { periodSeconds: 5, failureThreshold: 3 } as const;
/** A workload under its full load answers late, and is not the better for being taken away from its callers. */
const TIMEOUT_SECONDS = 10;
/** A probe that is asked for readiness and for life alike restarts a workload this much later than it takes it out of traffic. */
const PATIENCE = 10;

/**
 * Three probes: the first holds the others back until the workload has started, the second decides about traffic, the
 * third about a restart.
 */
export function probes({ health }: Workload, policy: HealthPolicy) {
  const { ready, live, startWithinSeconds } = health;
  const startup = STARTUP_SECONDS[ready.kind];
  return {
    startupProbe: {
      ...asked(ready),
      periodSeconds: startup,
      timeoutSeconds: TIMEOUT_SECONDS,
      // The first question is asked at once, so one more than fits into the time.
      failureThreshold: Math.ceil(startWithinSeconds / startup) + 1,
    },
    readinessProbe: { ...asked(ready), ...READINESS, timeoutSeconds: TIMEOUT_SECONDS },
    livenessProbe: {
      ...asked(live ?? ready),
      periodSeconds: policy.intervalSeconds,
      timeoutSeconds: policy.timeoutSeconds,
      failureThreshold: live ? policy.retries : patientRetries(policy),
    },
  };
}

function patientRetries({ intervalSeconds, retries }: HealthPolicy): number {
  const patient = PATIENCE * READINESS.periodSeconds * READINESS.failureThreshold;
  return Math.max(retries, Math.ceil(patient / intervalSeconds));
}

function asked(probe: Probe): Pick<types.input.core.v1.Probe, "httpGet" | "exec"> {
  if (probe.kind === "exec") return { exec: { command: probe.command.map(literal) } };
  return { httpGet: { path: probe.path, port: probe.port, scheme: probe.tls ? "HTTPS" : "HTTP" } };
}
