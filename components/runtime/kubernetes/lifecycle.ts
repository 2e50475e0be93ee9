import type { Stop, Workload } from "../../workload";

/**
 * Between the order to stop and the signal: whoever calls the pod has to learn of its successor first, and a name server may
 * keep an answer for 30 s. A rollout does not wait for it.
 */
const LEAVE_TRAFFIC_SECONDS = 35;

const DEFAULT_STOP: Stop = { signal: "SIGTERM", graceSeconds: 10 };

/** How a pod leaves: out of traffic, then the signal that its program ends by, then the time that it needs. */
export function lifecycle(workload: Workload) {
  const { signal, graceSeconds } = workload.stop ?? DEFAULT_STOP;
  const leave = leaveSeconds(workload);
  const preStop = signal === "SIGTERM" ? sleep(leave) : signalItself(signal, leave);
  return {
    terminationGracePeriodSeconds: leave + graceSeconds,
    ...(preStop && { lifecycle: { preStop } }),
  };
}

/** One member on its own volume has nobody to take over: waiting would only keep it away for longer. */
function leaveSeconds({ stateful, importance = "serving" }: Workload): number {
  return stateful || importance !== "serving" ? 0 : LEAVE_TRAFFIC_SECONDS;
}

function sleep(seconds: number) {
  return seconds > 0 ? { sleep: { seconds } } : undefined;
}

/**
 * Kubernetes sends the signal that the image names, or SIGTERM, and no other (until `stopSignal` is in every cluster). So the
 * hook sends it and waits: the signal that follows the hook would cut short what the first one began.
 */
function signalItself(signal: Stop["signal"], leave: number) {
  const send = `kill -s ${signal.slice("SIG".length)} 1`;
  const steps = [...(leave > 0 ? [`sleep ${leave}`] : []), send, "while kill -0 1 2>/dev/null; do sleep 0.2; done"];
  return { exec: { command: ["sh", "-c", steps.join("; ")] } };
}
