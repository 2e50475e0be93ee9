import type { AlertCase } from "./alert-case";
import { applicationCases } from "./application";
import { availabilityCases } from "./availability";
import { dataCases } from "./data";
import { gatewayCases } from "./gateway";
import { hostCases } from "./host";
import { qdrantCases } from "./qdrant";

export type { AlertCase, Firing } from "./alert-case";

export const ALERT_CASES: readonly AlertCase[] = [
  ...availabilityCases,
  ...applicationCases,
  ...gatewayCases,
  ...qdrantCases,
  ...dataCases,
  ...hostCases,
];
