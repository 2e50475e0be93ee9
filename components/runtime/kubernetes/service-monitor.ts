import type { Workload } from "../../workload";
import { DISCOVERABLE, type Place, selectorLabels } from "./identity";

/**
 * For a Prometheus that an operator of the cluster runs, besides our own. What asks for a token is left out: the token is a
 * file of our own Prometheus, and the only one that holds it.
 */
export function serviceMonitorSpec(workload: Workload, place: Place) {
  const { scrape, ports } = workload;
  const port = ports.find(({ number }) => number === scrape?.port);
  if (!scrape || scrape.token || !port) return undefined;
  const relabelings = Object.entries(scrape.labels ?? {}).map(([targetLabel, replacement]) => ({
    action: "replace",
    targetLabel,
    replacement,
  }));
  return {
    selector: { matchLabels: { ...selectorLabels(workload, place), ...DISCOVERABLE } },
    endpoints: [{ port: port.name, path: scrape.path ?? "/metrics", ...(relabelings.length > 0 && { relabelings }) }],
  };
}
