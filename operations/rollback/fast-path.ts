import { affectedBy, type Difference, equal, nameOf, type Opened, STACK_TYPE } from "../checkpoint";
import type { Config } from "./config-file";

/** Config that only steers traffic: to change it back moves nothing but what the gateway answers. */
const TRAFFIC = ["activeSlot", "canaryWeight", "maintenance", "maintenanceMessage"];

/**
 * Where a release differs from today by the traffic alone, only the resources that differ have to be worked on.
 * @param running names of workloads of which every container runs; undefined when nobody could look
 * @returns the resources; undefined when the whole stack has to be gone through
 */
export function fastPath(
  differences: readonly Difference[],
  recorded: Opened,
  config: { readonly wanted: Config; readonly present: Config },
  running: ReadonlySet<string> | undefined,
): readonly string[] | undefined {
  const keys = new Set([...Object.keys(config.wanted), ...Object.keys(config.present)]);
  const changed = [...keys].filter((key) => !equal(config.wanted[key], config.present[key]));
  const onlyTraffic = changed.length > 0 && changed.every((key) => TRAFFIC.includes(key.slice(key.indexOf(":") + 1)));
  if (!onlyTraffic || differences.some(({ change }) => change !== "changed")) return undefined;
  const slot = recorded.resources.find(({ type }) => type === STACK_TYPE)?.outputs?.activeSlot;
  const warm = [`api-${slot}`, `embedding-${slot}`];
  const isWarm = running && warm.every((workload) => running.has(workload));
  const affected = affectedBy(differences, recorded);
  // A slot that would have to be touched is not warm, whatever runs in it today.
  return isWarm && !affected.some((urn) => warm.some((workload) => nameOf(urn).startsWith(workload)))
    ? affected
    : undefined;
}
