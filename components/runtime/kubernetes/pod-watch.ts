import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload";
import type { Kubectl } from "./kubectl";
import { type ListedPod, newestRevision, podsOf, report } from "./pod-report";
import { type ContainerStatus, type Pod, type Trouble, troubleOf } from "./pod-status";

const INTERVAL_MS = 3000;
const LOG_LINES = 25;
const EVENT_LINES = 5;

/** A pod that was there before the update may be about to go; by then it has been replaced, or it is what there is. */
const LEFTOVER_SECONDS = 30;

interface Followed {
  readonly namespace: string;
  readonly startWithinSeconds: number;
  readonly parent: pulumi.Resource;
  /** Pods that were there at the first look. */
  leftovers?: ReadonlySet<string>;
}

/** A controller that the engine waits for, once what it depends on is there. */
export interface Awaited {
  readonly controller: pulumi.CustomResource;
  /** The message is about this one: the controller itself has no address before it is there. */
  readonly parent: pulumi.Resource;
  readonly begins: pulumi.Output<unknown>;
}

/**
 * Tells why a workload does not become ready, while the engine waits for it: the provider's own error knows the state of the
 * pods, but not a line of their logs. It only looks and tells; whether the update fails is decided by the deadline.
 */
export class PodWatch {
  private readonly pending = new Map<string, Followed>();
  /** When something came in sight, by the clock of this machine: the cluster's may differ. */
  private readonly firstSeen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kubectl: Kubectl,
    private readonly arriveSeconds: number,
    private readonly tell: (message: string, about: pulumi.Resource) => void = (message, about) =>
      void pulumi.log.warn(message, about),
    private readonly now: () => number = Date.now,
  ) {}

  /** From when the engine can begin with the controller until it is there, which it says when the pods are ready. */
  follow(workload: Workload, namespace: string, { controller, parent, begins }: Awaited): void {
    const { startWithinSeconds } = workload.health;
    begins.apply(() => {
      this.pending.set(workload.name, { namespace, startWithinSeconds, parent });
      this.timer ??= this.next();
    });
    controller.id.apply(() => this.pending.delete(workload.name));
  }

  private next(): NodeJS.Timeout {
    // Never keeps the program alive.
    return setTimeout(() => void this.round(), INTERVAL_MS).unref();
  }

  private async round(): Promise<void> {
    // A cluster that cannot be asked just now is asked again; that it does not answer is for the engine to say.
    await this.look().catch(() => undefined);
    this.timer = this.pending.size > 0 ? this.next() : undefined;
  }

  /** One look at every namespace in which something is awaited; each workload is reported once. */
  async look(): Promise<void> {
    for (const namespace of new Set([...this.pending.values()].map((followed) => followed.namespace))) {
      const pods = await this.podsIn(namespace);
      for (const [name, followed] of [...this.pending]) {
        if (followed.namespace !== namespace) continue;
        const trouble = this.troubleAmong(podsOf(name, pods), followed);
        if (trouble) await this.report(name, followed, trouble, pods);
      }
    }
  }

  private async podsIn(namespace: string): Promise<ListedPod[]> {
    const listed = await this.kubectl(["get", "pods", "--namespace", namespace, "--output", "json"]);
    return (JSON.parse(listed) as { items: ListedPod[] }).items;
  }

  private troubleAmong(pods: readonly ListedPod[], followed: Followed): Trouble | undefined {
    followed.leftovers ??= new Set(pods.map(({ metadata }) => metadata.uid));
    for (const pod of newestRevision(pods)) {
      const inSightSeconds = this.secondsSince(pod.metadata.uid);
      const [main] = pod.status.containerStatuses ?? [];
      const runningSeconds = main ? this.secondsSince(runOf(pod, main)) : 0;
      if (followed.leftovers.has(pod.metadata.uid) && inSightSeconds < LEFTOVER_SECONDS) continue;
      const { startWithinSeconds } = followed;
      const patience = { startWithinSeconds, arriveSeconds: this.arriveSeconds, inSightSeconds, runningSeconds };
      const trouble = troubleOf(pod, patience);
      if (trouble) return trouble;
    }
    return undefined;
  }

  private secondsSince(what: string): number {
    const now = this.now();
    const since = this.firstSeen.get(what) ?? now;
    this.firstSeen.set(what, since);
    return (now - since) / 1000;
  }

  private async report(name: string, followed: Followed, trouble: Trouble, pods: readonly ListedPod[]): Promise<void> {
    this.pending.delete(name);
    const lines = await this.lastWords(followed.namespace, trouble).catch((error: Error) => [error.message]);
    this.tell(report(name, trouble, lines, pods), followed.parent);
  }

  private async lastWords(namespace: string, { pod, container }: Trouble): Promise<string[]> {
    const where = ["--namespace", namespace];
    if (container) {
      return nonEmpty(await this.kubectl(["logs", pod, ...where, "--container", container, "--tail", `${LOG_LINES}`]));
    }
    const about = ["--field-selector", `involvedObject.name=${pod},type=Warning`];
    const shown = ["--output", 'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}'];
    return nonEmpty(await this.kubectl(["get", "events", ...where, ...about, ...shown])).slice(-EVENT_LINES);
  }
}

/** One run of a container: a restarted one begins anew. */
function runOf({ metadata }: Pod, { name, restartCount, state }: ContainerStatus): string {
  return `${metadata.uid}/${name}/${restartCount}/${state.running ? "running" : "not running"}`;
}

function nonEmpty(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
