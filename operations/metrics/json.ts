import type { DeliveryMetrics } from "./metrics";

/** The same for a machine: `null` is no data, times are ISO 8601. */
export function metricsJson(stack: string, metrics: DeliveryMetrics): string {
  const nothing = (_: string, value: unknown) => (value === undefined ? null : value);
  return JSON.stringify({ stack, ...metrics }, nothing, 2);
}
