import { SLOTS, type Slot } from "../slots/slot";

/** What the gateway's configuration is made of: plain, known values, so that the same input always renders the same file. */
export interface GatewayInput {
  /** The slots that run, by name. A slot that is absent has no backend and cannot be reached. */
  readonly slots: Readonly<Partial<Record<Slot, SlotTarget>>>;
  /** Takes the traffic that the canary weight leaves over. */
  readonly activeSlot: Slot;
  /** Share of requests for the idle slot, in percent: 0..100. */
  readonly canaryWeight: number;
  /** Answers 503 to everyone but operators. @default - open */
  readonly maintenance?: Maintenance;
  /** What the public entry lets through; everything else is 404. @default PUBLIC_ROUTES */
  readonly routes?: readonly PublicRoute[];
  /** @default DEFAULT_LIMITS, field by field */
  readonly limits?: Partial<Limits>;
  /** Addresses and networks (CIDR) that may use the public entry. @default - everyone */
  readonly allowlist?: readonly string[];
  /** Oldest TLS version either entry accepts. @default "TLSv1.2" */
  readonly tlsMinimum?: "TLSv1.2" | "TLSv1.3";
  /** Services behind the operator entry. One that the stack does not run is simply not listed. */
  readonly operatorRoutes: readonly OperatorRoute[];
  /** Where it listens and where its files lie. @default IN_CONTAINER */
  readonly place?: Place;
}

export interface SlotTarget {
  /** `host:port` of the API service. @default `api-<slot>:8000` */
  readonly address?: string;
  /** How many addresses the host name resolves to at most. @default 1 */
  readonly replicas?: number;
  /**
   * Requests that one instance works on at the same time; more wait in the gateway, which an instance would turn away.
   * @default 100
   */
  readonly concurrentRequests?: number;
}

export interface Maintenance {
  /** One plain sentence for users. */
  readonly message: string;
  /** When a client should ask again. */
  readonly retryAfterSeconds: number;
}

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type Method = (typeof METHODS)[number];

export interface PublicRoute {
  /** A path; with a trailing slash, everything below it as well. */
  readonly path: string;
  readonly methods: readonly Method[];
  /** Needs no API key. @default false */
  readonly open?: boolean;
}

/** The API's surface. `/metrics` and `/livez` are for the platform's own network and stay off the list. */
export const PUBLIC_ROUTES: readonly PublicRoute[] = [
  { path: "/api/", methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] },
  { path: "/graphql", methods: ["GET", "POST"] },
  // Open, because a load balancer in front probes it and holds no key.
  { path: "/health", methods: ["GET", "HEAD"], open: true },
];

export interface OperatorRoute {
  /** Names the backend, hence the metrics: `operator-<name>`. */
  readonly name: string;
  /** `/name/`, as seen from outside. */
  readonly prefix: string;
  readonly address: string;
  /** Removes the prefix before passing on, for a service that does not know it is below one. @default false */
  readonly stripPrefix?: boolean;
}

export interface Limits {
  /** Connections held at once, all entries together. */
  readonly maxConnections: number;
  /** Requests a second of one API client, as a mean over ten seconds. */
  readonly requestsPerSecond: number;
  /** Requests of one API client within any single second. */
  readonly burst: number;
  /** Requests a second of one address that shows no valid key: probes, and guesses at keys. */
  readonly anonymousRequestsPerSecond: number;
  readonly bodyBytes: number;
  /** To reach an instance of a service. */
  readonly connectSeconds: number;
  /** For a request's headers to arrive. */
  readonly requestSeconds: number;
  /** Silence of a client in the middle of an exchange. */
  readonly clientSeconds: number;
  /** Silence of the API before it is given up with 504. */
  readonly serverSeconds: number;
  /** Silence of an operator's service: a snapshot of a big collection takes minutes. */
  readonly operatorServerSeconds: number;
  /** An idle connection waits this long for its next request. */
  readonly idleSeconds: number;
  /** Silence on an upgraded connection (Grafana's live updates). */
  readonly tunnelSeconds: number;
  /** The longest that a replaced or stopped worker lives on to finish what it serves. */
  readonly drainSeconds: number;
  /** Worker threads. */
  readonly threads: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxConnections: 1000,
  requestsPerSecond: 500,
  burst: 1000,
  anonymousRequestsPerSecond: 20,
  bodyBytes: 16 * 1024 * 1024,
  connectSeconds: 5,
  requestSeconds: 10,
  clientSeconds: 30,
  serverSeconds: 30,
  operatorServerSeconds: 600,
  idleSeconds: 60,
  tunnelSeconds: 3600,
  drainSeconds: 120,
  threads: 1,
};

export interface Place {
  /** `address:port`, `*` for every address. */
  readonly publicBind: string;
  readonly operatorBind: string;
  readonly metricsBind: string;
  /** Runtime socket; only the gateway's own user may open it. */
  readonly socket: string;
  /** Certificate chain and private key in one PEM file. */
  readonly certificate: string;
  readonly apiKeys: string;
  readonly operatorKeys: string;
}

export const CONFIG_FILE = "/usr/local/etc/haproxy/haproxy.cfg";
export const PUBLIC_PORT = 8443;
export const OPERATOR_PORT = 9443;
export const METRICS_PORT = 8405;

export const IN_CONTAINER: Place = {
  publicBind: `*:${PUBLIC_PORT}`,
  operatorBind: `*:${OPERATOR_PORT}`,
  metricsBind: `*:${METRICS_PORT}`,
  socket: "/run/haproxy/haproxy.sock",
  certificate: "/run/secrets/gateway.pem",
  apiKeys: "/run/secrets/api-keys.map",
  operatorKeys: "/run/secrets/operator-keys.map",
};

/** Input with every default filled in: what the sections of the configuration are rendered from. */
export type Settled = Required<Omit<GatewayInput, "maintenance" | "limits" | "slots">> & {
  readonly slots: readonly SettledSlot[];
  readonly limits: Limits;
  readonly maintenance?: Maintenance;
};

export interface SettledSlot extends Required<SlotTarget> {
  readonly name: Slot;
}

function settleSlot(name: Slot, target: SlotTarget): SettledSlot {
  return { name, address: `api-${name}:8000`, replicas: 1, concurrentRequests: 100, ...target };
}

export function settle(input: GatewayInput): Settled {
  return {
    ...input,
    slots: SLOTS.flatMap((name) => {
      const target = input.slots[name];
      return target ? [settleSlot(name, target)] : [];
    }),
    routes: input.routes ?? PUBLIC_ROUTES,
    limits: { ...DEFAULT_LIMITS, ...input.limits },
    allowlist: input.allowlist ?? [],
    tlsMinimum: input.tlsMinimum ?? "TLSv1.2",
    place: input.place ?? IN_CONTAINER,
  };
}
