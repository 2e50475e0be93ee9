import type { ScrapeTarget } from "../scrape-target";
import { toYaml } from "../yaml";
import { applicationAlerts } from "./application";
import { availabilityAlerts } from "./availability";
import { dataAlerts } from "./data";
import { gatewayAlerts } from "./gateway";
import { hostAlerts } from "./host";
import { qdrantAlerts } from "./qdrant";
import { type AlertGroup, asPrometheusGroup } from "./rule";

export interface AlertOptions {
  /** What must be there: each of these raises an alert of its own when it is not. */
  readonly targets: readonly ScrapeTarget[];
}

/** Every alert of the platform, in the order in which an engineer would look. */
export function alertGroups({ targets }: AlertOptions): AlertGroup[] {
  return [availabilityAlerts(targets), applicationAlerts, gatewayAlerts, qdrantAlerts, dataAlerts, hostAlerts];
}

/** The alert rules as Prometheus reads them. */
export function alertRules(options: AlertOptions): string {
  return toYaml({ groups: alertGroups(options).map(asPrometheusGroup) });
}
