import type { Resource } from "../../checkpoint";
import type { Looked } from "../ask";
import type { Verdict } from "../verdict";
import { DockerWorkloads } from "./docker-workloads";
import { KubernetesWorkloads } from "./kubernetes-workloads";

/** What a checkpoint runs, asked of the platform itself, past the engine. Nothing is touched. */
export interface Workloads {
  /** Whether the image of every one can be had. */
  images(): Promise<Verdict>;
  running(): Promise<Looked<RunningNow>>;
}

export interface RunningNow {
  /** Names of the workloads of which everything runs. */
  readonly workloads: ReadonlySet<string>;
  /** Containers or pods, of all that there should be. */
  readonly running: number;
  readonly total: number;
}

/** On each platform that the checkpoint names; none where it runs nothing. */
export function workloadsOf(resources: readonly Resource[]): readonly Workloads[] {
  return [DockerWorkloads.in(resources), KubernetesWorkloads.in(resources)].filter((all) => all !== undefined);
}

export async function judgeImages(all: readonly Workloads[]): Promise<readonly Verdict[]> {
  if (all.length === 0) return [{ check: "images", answer: "yes", says: "nothing needs an image" }];
  return Promise.all(all.map((workloads) => workloads.images()));
}

/** On all platforms together; nothing is guessed where one of them does not answer, or there is none. */
export async function runningNow(all: readonly Workloads[]): Promise<RunningNow | undefined> {
  const looked = await Promise.all(all.map((workloads) => workloads.running()));
  const found = looked.flatMap((one) => ("found" in one ? [one.found] : []));
  if (found.length === 0 || found.length < all.length) return undefined;
  return {
    workloads: new Set(found.flatMap(({ workloads }) => [...workloads])),
    running: found.reduce((sum, { running }) => sum + running, 0),
    total: found.reduce((sum, { total }) => sum + total, 0),
  };
}

/** As long as a big image may take to arrive. */
const SETTLES_WITHIN_MS = 5 * 60_000;
const PAUSE_MS = 500;

interface Settling {
  readonly patienceMs?: number;
  /** Told once, where there is something to wait for. */
  readonly onWait?: (now: RunningNow) => void;
}

/**
 * The same, once everything runs: an engine may call an update done while pods of it still start. What does not run then is
 * told as it is.
 */
export async function settled(
  all: readonly Workloads[],
  { patienceMs = SETTLES_WITHIN_MS, onWait }: Settling = {},
): Promise<RunningNow | undefined> {
  const end = performance.now() + patienceMs;
  for (let looks = 0; ; looks++) {
    const now = await runningNow(all);
    if (!now || now.running >= now.total || performance.now() >= end) return now;
    if (looks === 0) onWait?.(now);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
