import type { Runtime, Workload } from "../workload";

/** Where Prometheus finds the figures of one workload. */
export interface ScrapeTarget {
  /** What it is, whichever slot it serves: `api` for `api-blue` and `api-green`. Rules and dashboards select by it. */
  readonly job: string;
  readonly workload: string;
  /** Resolves to every replica of the workload. */
  readonly host: string;
  readonly port: number;
  /** @default "/metrics" */
  readonly path?: string;
  /** Name of the bearer token that the target asks for. @default - open inside the platform */
  readonly token?: string;
  /** Constant labels on every series, e.g. `slot`. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly replicas: number;
}

/** The targets of those workloads that have something to scrape, in the order given. */
export function scrapeTargets(workloads: readonly Workload[], runtime: Pick<Runtime, "hostOf">): ScrapeTarget[] {
  return workloads.flatMap((workload) => {
    const { name, scrape, replicas = 1 } = workload;
    if (!scrape) return [];
    const job = jobOf(name, scrape.labels?.slot);
    return [{ ...scrape, job, workload: name, host: runtime.hostOf(workload), replicas }];
  });
}

// A dashboard that compares slots must not have to know how their workloads are named.
function jobOf(workload: string, slot: string | undefined): string {
  return slot && workload.endsWith(`-${slot}`) ? workload.slice(0, -slot.length - 1) : workload;
}
