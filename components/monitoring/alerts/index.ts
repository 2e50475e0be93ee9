export { type AlertOptions, alertRules } from "./alert-rules";
export type { AlertGroup, AlertRule, Severity } from "./rule";
