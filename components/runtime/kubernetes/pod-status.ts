import { CHECK } from "./container";

/** The part of a pod, as the API lists it, that tells how it is doing. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly started?: boolean;
  readonly state: State;
  readonly lastState?: State;
}

interface State {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: {
    readonly exitCode: number;
    readonly reason?: string;
    readonly startedAt: string;
    readonly finishedAt: string;
  };
}

/** Why a pod does not become ready, and whose log says more. */
export interface Trouble {
  readonly pod: string;
  readonly why: string;
  /** Container with a log. @default - none has run */
  readonly container?: string;
}

export interface Patience {
  readonly startWithinSeconds: number;
  readonly arriveSeconds: number;
  /** How long this pod has been in sight, and how long the process that runs in it now. */
  readonly inSightSeconds: number;
  readonly runningSeconds: number;
}

/** Starts that a workload may fail before it counts as crashing. */
const CRASHES = 2;
/** A volume is bound and a place found within moments, where there are any. */
const PLACE_SECONDS = 25;

export function isReady({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && condition(status.conditions, "Ready")?.status === "True";
}

/** What keeps the pod from becoming ready, if by now something does. */
export function troubleOf(pod: Pod, patience: Patience): Trouble | undefined {
  if (pod.metadata.deletionTimestamp || isReady(pod)) return undefined;
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status;
  for (const status of [...initContainerStatuses, ...containerStatuses]) {
    const why = refused(status) ?? failedCheck(status) ?? slow(status, patience) ?? crashed(status);
    if (why) return { pod: pod.metadata.name, ...why };
  }
  const why = withoutPlace(pod, patience) ?? late(pod, patience);
  return why ? { pod: pod.metadata.name, why } : undefined;
}

type Why = Omit<Trouble, "pod">;

const REFUSALS = [
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
];

/** The node cannot even begin. */
function refused({ state }: ContainerStatus): Why | undefined {
  const { reason = "", message } = state.waiting ?? {};
  return REFUSALS.includes(reason)
    ? { why: `it cannot be started (${reason}): ${message ?? "no reason given"}` }
    : undefined;
}

function failedCheck(status: ContainerStatus): Why | undefined {
  if (status.name !== CHECK) return undefined;
  const ended = status.state.terminated ?? status.lastState?.terminated;
  if (!ended || ended.exitCode === 0) return undefined;
  return { why: "its configuration does not pass its check", container: CHECK };
}

/** It runs, or was ended after a full try, and did not answer in the time that it has. */
function slow(status: ContainerStatus, { startWithinSeconds, runningSeconds }: Patience): Why | undefined {
  const { state, started, name } = status;
  const tooLong = state.running && !started && runningSeconds >= startWithinSeconds;
  const ended = lastEnd(status);
  if (!tooLong && !(ended && ended.reason !== "OOMKilled" && secondsOf(ended) >= startWithinSeconds)) return undefined;
  return { why: `it did not answer its probe within ${startWithinSeconds} s`, container: name };
}

function crashed(status: ContainerStatus): Why | undefined {
  const ended = lastEnd(status);
  const times = status.restartCount + 1;
  if (!ended || times < CRASHES) return undefined;
  const how = ended.reason === "OOMKilled" ? "it needs more memory than its limit" : `exit code ${ended.exitCode}`;
  return { why: `it crashed ${times} times (${how})`, container: status.name };
}

/** How the last run ended, unless the next one is under way. */
function lastEnd({ state, lastState }: ContainerStatus): State["terminated"] {
  return state.running ? undefined : (state.terminated ?? lastState?.terminated);
}

function secondsOf({ startedAt, finishedAt }: NonNullable<State["terminated"]>): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

function withoutPlace({ status }: Pod, { inSightSeconds }: Patience): string | undefined {
  const scheduled = condition(status.conditions, "PodScheduled");
  if (scheduled?.reason !== "Unschedulable" || inSightSeconds < PLACE_SECONDS) return undefined;
  return `no node takes it: ${scheduled.message ?? "no reason given"}`;
}

function late({ status }: Pod, { inSightSeconds, startWithinSeconds, arriveSeconds }: Patience): string | undefined {
  // Before the engine gives up, or nobody hears of it.
  if (inSightSeconds < startWithinSeconds + arriveSeconds / 2) return undefined;
  const [first] = status.containerStatuses ?? [];
  const { reason = "waiting" } = first?.state.waiting ?? {};
  return `after ${Math.round(inSightSeconds)} s it is still in the state ${first?.state.running ? "running" : reason}`;
}

function condition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((found) => found.type === type);
}
