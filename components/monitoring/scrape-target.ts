import type { Workload } from "../workload";

/** Where Prometheus finds the figures of one workload. */
export interface ScrapeTarget {
  /** What it is, whichever slot it serves: `api` for `api-blue` and `api-green`. Rules and dashboards select by it. */
  readonly job: string;
  /** The workload's name, which resolves to every replica of it. */
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
export function scrapeTargets(workloads: readonly Workload[]): ScrapeTarget[] {
  return workloads.flatMap((workload) => scrapeTarget(workload) ?? []);
}

function scrapeTarget({ name, scrape, replicas = 1 }: Workload): ScrapeTarget | undefined {
  if (!scrape) return undefined;
  return { ...scrape, job: jobOf(name, scrape.labels?.slot), host: name, replicas };
}

// A dashboard that compares slots must not have to know how their workloads are named.
function jobOf(workload: string, slot: string | undefined): string {
  return slot && workload.endsWith(`-${slot}`) ? workload.slice(0, -slot.length - 1) : workload;
}
