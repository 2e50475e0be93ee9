import type { Formula } from "../synthesis/formula";
import { integer, mebibytes, value } from "./quantities";

const QDRANT_CONNECTIONS = [
  `mul (${integer("qdrant.maxConcurrentRequests")}) (${integer("qdrant.replicas")})`,
  `mul 2 (${integer("api.replicas")})`,
] as const;

/** Replicas, limits and times. */
export function serviceFormulas(): Formula[] {
  return [...REPLICAS, ...LIMITS, ...TIMES, ...OTHERS];
}

const REPLICAS: readonly Formula[] = [
  { of: (c) => c.qdrant.replicas, expression: integer("qdrant.replicas") },
  { of: (c) => c.api.replicas, expression: integer("api.replicas") },
  { of: (c) => c.embedding.replicas, expression: integer("embedding.replicas") },
  { of: (c) => c.gateway.replicas, expression: integer("gateway.replicas") },
  // A rolling update shows new addresses before old ones have gone.
  { of: (c) => c.api.replicas * 2, expression: `mul 2 (${integer("api.replicas")})` },
];

const LIMITS: readonly Formula[] = [
  { of: (c) => c.canaryWeight, expression: integer("canaryWeight") },
  { of: (c) => c.api.workers, expression: integer("api.workers") },
  { of: (c) => c.api.maxConnections, expression: integer("api.maxConnections") },
  {
    of: (c) => Math.floor((c.api.maxConnections * 0.8) / c.gateway.replicas),
    expression: `div (mul 8 (${integer("api.maxConnections")})) (mul 10 (${integer("gateway.replicas")}))`,
  },
  {
    of: ({ qdrant, api }) => {
      const perReplica = Math.floor((qdrant.maxConcurrentRequests * qdrant.replicas) / (api.replicas * 2));
      return Math.max(1, Math.floor(perReplica / api.workers));
    },
    expression: `max 1 (div (div (${QDRANT_CONNECTIONS[0]}) (${QDRANT_CONNECTIONS[1]})) (${integer("api.workers")}))`,
  },
  { of: (c) => c.gateway.maxConnections, expression: integer("gateway.maxConnections") },
  { of: (c) => c.gateway.rateLimit.burst, expression: integer("gateway.rateLimit.burst") },
  { of: (c) => c.gateway.rateLimit.requestsPerSecond, expression: integer("gateway.rateLimit.requestsPerSecond") },
  // As the mean over ten seconds.
  {
    of: (c) => c.gateway.rateLimit.requestsPerSecond * 10,
    expression: `mul 10 (${integer("gateway.rateLimit.requestsPerSecond")})`,
  },
  {
    of: (c) => c.gateway.maxBodyMiB * 1024 * 1024,
    expression: `mul 1048576 (${mebibytes("gateway.maxBodySize")})`,
  },
];

/** A pod that stops gets the time to drain and some more; how much more is the components' to say. */
const AFTER_DRAIN: readonly Formula[] = Array.from({ length: 90 }, (_, i) => ({
  of: (c) => c.gateway.timeouts.drainSeconds + i + 1,
  expression: `add ${i + 1} (${integer("gateway.timeouts.drainSeconds")})`,
}));

const TIMES: readonly Formula[] = [
  { of: (c) => c.gateway.timeouts.connectSeconds, expression: integer("gateway.timeouts.connectSeconds") },
  { of: (c) => c.gateway.timeouts.requestSeconds, expression: integer("gateway.timeouts.requestSeconds") },
  { of: (c) => c.gateway.timeouts.idleSeconds, expression: integer("gateway.timeouts.idleSeconds") },
  { of: (c) => c.gateway.timeouts.drainSeconds, expression: integer("gateway.timeouts.drainSeconds") },
  ...AFTER_DRAIN,
  { of: (c) => c.monitoring.scrapeIntervalSeconds, expression: integer("monitoring.scrapeIntervalSeconds") },
  {
    of: (c) => Math.min(10, c.monitoring.scrapeIntervalSeconds),
    expression: `min 10 (${integer("monitoring.scrapeIntervalSeconds")})`,
  },
  { of: (c) => c.monitoring.prometheus.retentionDays, expression: integer("monitoring.prometheus.retentionDays") },
];

const OTHERS: readonly Formula[] = [
  { of: (c) => c.gateway.publish.port, expression: integer("gateway.publish.port") },
  { of: (c) => c.qdrant.logLevel.toUpperCase(), expression: `${value("qdrant.logLevel")} | upper` },
];
