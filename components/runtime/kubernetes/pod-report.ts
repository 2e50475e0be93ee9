import type { Labels } from "./identity";
import { isReady, type Pod, type Trouble } from "./pod-status";

const NAME_LABEL = "app.kubernetes.io/name";

export interface ListedPod extends Pod {
  readonly metadata: Pod["metadata"] & { readonly labels?: Labels; readonly creationTimestamp?: string };
}

export function podsOf(workload: string, pods: readonly ListedPod[]): ListedPod[] {
  return pods.filter(({ metadata }) => metadata.labels?.[NAME_LABEL] === workload);
}

/** The pods of the form that was declared last: those before it are on their way out. */
export function newestRevision(pods: readonly ListedPod[]): ListedPod[] {
  const age = ({ metadata }: ListedPod) => Date.parse(metadata.creationTimestamp ?? "") || 0;
  const newest = [...pods].sort((a, b) => age(b) - age(a))[0];
  return newest ? pods.filter((pod) => revisionOf(pod) === revisionOf(newest)) : [];
}

/** Labels that controllers put on their pods. */
function revisionOf({ metadata: { labels = {} } }: ListedPod): string | undefined {
  return labels["pod-template-hash"] ?? labels["controller-revision-hash"];
}

/** What an operator needs to see at once: who, why, its own last words, and what still serves. */
export function report(
  workload: string,
  trouble: Trouble,
  lines: readonly string[],
  pods: readonly ListedPod[],
): string {
  const heading = trouble.container ? "last lines of its log:" : "what the cluster says about it:";
  return [
    `${workload} is not ready: ${trouble.why} (pod ${trouble.pod})`,
    ...(lines.length > 0 ? [heading, ...lines.map((line) => `  | ${line}`)] : []),
    ...(podsOf(workload, pods).some(isReady) ? [`${workload}: the old configuration still serves`] : []),
    `ready meanwhile: ${readyCounts(pods)}`,
  ].join("\n");
}

function readyCounts(pods: readonly ListedPod[]): string {
  const counts = new Map<string, number>();
  for (const pod of pods.filter(isReady)) {
    const name = pod.metadata.labels?.[NAME_LABEL] ?? pod.metadata.name;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const listed = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} (${count})`);
  return listed.length > 0 ? listed.join(", ") : "nothing";
}
