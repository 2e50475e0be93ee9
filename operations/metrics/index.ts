export { commitTimes } from "./commits";
export { metricsJson } from "./json";
export { commitOf } from "./lead-time";
export { metricsLines } from "./lines";
export { type DeliveryMetrics, deliveryMetrics } from "./metrics";
export { prometheusText } from "./prometheus";
export { runsOf } from "./run";
export { since } from "./since";
