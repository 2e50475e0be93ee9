export * from "./gateway";
export { haproxyConfig } from "./haproxy-config";
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
  SLOT_NAMES,
  type SlotName,
  type SlotTarget,
} from "./input";
export { OPERATOR_USER } from "./sections/operator";
