import type { GatewayInput, OperatorRoute } from "../../../../components/gateway";

export const OPERATOR_ROUTES: readonly OperatorRoute[] = [
  { name: "qdrant", prefix: "/qdrant/", address: "qdrant:6333", stripPrefix: true },
  { name: "prometheus", prefix: "/prometheus/", address: "prometheus:9090" },
  { name: "alertmanager", prefix: "/alertmanager/", address: "alertmanager:9093" },
  { name: "grafana", prefix: "/grafana/", address: "grafana:3000" },
];

export const DEV: GatewayInput = {
  slots: { blue: {} },
  activeSlot: "blue",
  canaryWeight: 0,
  operatorRoutes: OPERATOR_ROUTES.filter((route) => route.name !== "grafana"),
};

export const PRODUCTION: GatewayInput = {
  slots: { blue: { replicas: 3 }, green: { replicas: 3 } },
  activeSlot: "blue",
  canaryWeight: 10,
  allowlist: ["192.168.10.0/24", "fd00:10::/64"],
  tlsMinimum: "TLSv1.3",
  limits: { maxConnections: 20_000, requestsPerSecond: 2000, burst: 4000, threads: 4 },
  operatorRoutes: OPERATOR_ROUTES,
};

const NOTICE = { message: "We're 100% busy {moving} [house]: $HOME — bis später", retryAfterSeconds: 120 };

/** Every way in which the rendered file differs; `haproxy -c` judges each. */
export const VARIANTS: Readonly<Record<string, GatewayInput>> = {
  dev: DEV,
  production: PRODUCTION,
  "green alone": { ...DEV, slots: { green: { replicas: 2 } }, activeSlot: "green" },
  "green active": { ...PRODUCTION, activeSlot: "green", canaryWeight: 0 },
  ...Object.fromEntries([0, 1, 50, 99, 100].map((w) => [`weight ${w}`, { ...PRODUCTION, canaryWeight: w }])),
  maintenance: { ...PRODUCTION, maintenance: NOTICE },
  "maintenance of one slot": { ...DEV, maintenance: NOTICE },
  "no allowlist": { ...PRODUCTION, allowlist: [] },
  "allowlist of one address": { ...DEV, allowlist: ["10.1.2.3"] },
  "no operator routes": { ...DEV, operatorRoutes: [] },
  "every operator route": { ...DEV, operatorRoutes: OPERATOR_ROUTES },
  "no routes": { ...DEV, routes: [] },
  "open route only": { ...DEV, routes: [{ path: "/health", methods: ["GET"], open: true }] },
  "smallest limits": {
    ...DEV,
    limits: {
      maxConnections: 16,
      requestsPerSecond: 1,
      burst: 1,
      anonymousRequestsPerSecond: 1,
      bodyBytes: 1024,
      connectSeconds: 1,
      requestSeconds: 1,
      clientSeconds: 1,
      serverSeconds: 1,
      operatorServerSeconds: 1,
      idleSeconds: 1,
      tunnelSeconds: 1,
      drainSeconds: 1,
      threads: 1,
    },
  },
  "addressed by number": { ...DEV, slots: { blue: { address: "127.0.0.1:8000", replicas: 2 } } },
};
