export * from "./gateway";
export { fingerprintOf, haproxyConfig } from "./haproxy-config";
export {
  DEFAULT_LIMITS,
  type GatewayInput,
  IN_CONTAINER,
  type Limits,
  type Maintenance,
  METRICS_PORT,
  type Method,
  OPERATOR_PORT,
  type OperatorRoute,
  type Place,
  PUBLIC_PORT,
  PUBLIC_ROUTES,
  type PublicRoute,
  type SlotTarget,
} from "./input";
export { FINGERPRINT_PATH } from "./sections/metrics";
export { OPERATOR_USER } from "./sections/operator";
