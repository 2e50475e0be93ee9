import { otherSlot } from "../../components/slots/slot";
import { capacityProblems } from "./capacity";
import { isPinned } from "./images";
import { found, type Problem, setCommand } from "./problem";
import type { PlatformConfig } from "./resolve";
import { imageProblems, PLATFORM_RULES } from "./rules-platform";
import { QDRANT_CHECKS, qdrantWarnings } from "./rules-qdrant";

export interface Rule {
  readonly path: readonly string[];
  readonly broken: (config: PlatformConfig) => boolean;
  readonly allowed: (config: PlatformConfig) => string;
  /** @default - the command that sets the value */
  readonly advice?: (config: PlatformConfig) => string;
}

/** Connections of Postgres that are not the API's: superuser reserve, exporter, backups, migrations, an operator. */
const RESERVED_CONNECTIONS = 15;
const SLOTS_DURING_RELEASE = 2;
const ANY_ADDRESS = ["0.0.0.0", "::"];

const inProduction = (config: PlatformConfig): boolean => config.environment === "production";

/** Both slots run side by side during a release. */
const databaseConnections = ({ api }: PlatformConfig): number =>
  api.replicas * SLOTS_DURING_RELEASE * api.databaseConnections + RESERVED_CONNECTIONS;

/** Little's law: requests in flight = requests per second x seconds each takes. */
const inFlight = ({ targets }: PlatformConfig): number =>
  Math.ceil((targets.operationsPerSecond * targets.queryMilliseconds) / 1000);

const flow = (config: PlatformConfig): string =>
  `at least ${inFlight(config)}: ${config.targets.operationsPerSecond} operations/s x ${config.targets.queryMilliseconds} ms in flight`;

const SLOT_RULES: readonly Rule[] = [
  {
    path: ["canaryWeight"],
    broken: (c) => c.canaryWeight > 0 && !c.slots[otherSlot(c.activeSlot)].enabled,
    allowed: (c) => `0 while the slot ${otherSlot(c.activeSlot)} is not enabled`,
    advice: (c) => `run pulumi config set --path slots.${otherSlot(c.activeSlot)}.enabled true first`,
  },
];

const LIMIT_RULES: readonly Rule[] = [
  {
    path: ["postgres", "maxConnections"],
    broken: (c) => c.postgres.maxConnections < databaseConnections(c),
    allowed: (c) =>
      `at least ${databaseConnections(c)}: ${c.api.replicas} API replicas x ${SLOTS_DURING_RELEASE} slots x ${c.api.databaseConnections} connections + ${RESERVED_CONNECTIONS} reserved`,
    advice: () => "raise it, or lower api.databaseConnections",
  },
  {
    path: ["api", "databaseConnections"],
    broken: (c) => c.api.databaseConnections < c.api.workers,
    allowed: (c) => `at least one for each of the ${c.api.workers} workers`,
  },
  {
    path: ["qdrant", "maxConcurrentRequests"],
    broken: (c) => c.qdrant.maxConcurrentRequests * c.qdrant.replicas < inFlight(c),
    allowed: flow,
  },
  {
    path: ["api", "maxConnections"],
    broken: (c) => c.api.maxConnections * c.api.replicas < inFlight(c),
    allowed: flow,
  },
  { path: ["gateway", "maxConnections"], broken: (c) => c.gateway.maxConnections < inFlight(c), allowed: flow },
  {
    path: ["gateway", "rateLimit", "burst"],
    broken: (c) => c.gateway.rateLimit.burst < c.gateway.rateLimit.requestsPerSecond,
    allowed: (c) => `at least gateway.rateLimit.requestsPerSecond, ${c.gateway.rateLimit.requestsPerSecond}`,
  },
  {
    path: ["deployment", "healthCheck", "timeoutSeconds"],
    broken: ({ deployment: { healthCheck } }) => healthCheck.timeoutSeconds > healthCheck.intervalSeconds,
    allowed: (c) => `at most the interval between two checks, ${c.deployment.healthCheck.intervalSeconds} s`,
  },
];

const ENTRY_RULES: readonly Rule[] = [
  {
    path: ["gateway", "operator", "port"],
    broken: ({ gateway: { operator, publish } }) =>
      operator.port === publish.port && (operator.address === publish.address || ANY_ADDRESS.includes(publish.address)),
    allowed: () => "a port other than that of the public entry on the same address",
  },
  {
    path: ["gateway", "operator", "address"],
    broken: (c) => ANY_ADDRESS.includes(c.gateway.operator.address),
    allowed: () => "one address of the machine, because this entry reaches the data services",
    advice: () => "keep 127.0.0.1 and come in through SSH, or name the address of your management network",
  },
];

const PLACE_RULES: readonly Rule[] = [
  {
    path: ["embedding", "computeCapability"],
    broken: ({ embedding }) => embedding.device === "gpu" && embedding.computeCapability === undefined,
    allowed: () => "the compute capability of the card, because each generation has its own image",
    advice: (c) =>
      `${setCommand(["embedding", "computeCapability"])} with what nvidia-smi --query-gpu=compute_cap --format=csv prints for ${c.deployment.targetHost ?? "the machine"}`,
  },
  {
    path: ["qdrant", "logLevel"],
    broken: (c) => inProduction(c) && ["trace", "debug"].includes(c.qdrant.logLevel),
    allowed: () => "info, warn or error in production: debug lines hold what users search for",
  },
  {
    path: ["monitoring", "enabled"],
    broken: (c) => inProduction(c) && !c.monitoring.enabled,
    allowed: () => "true in production: a release there is judged by its figures",
  },
];

const RULES = [...SLOT_RULES, ...LIMIT_RULES, ...ENTRY_RULES, ...PLACE_RULES, ...PLATFORM_RULES];

/** What a check may know beside the configuration. */
export interface Facts {
  /** What the operator wrote under a path, if anything. */
  readonly given: (path: readonly PropertyKey[]) => unknown;
  readonly secrets: ReadonlySet<string>;
}

export type Check = (config: PlatformConfig, facts: Facts) => Problem[];

/** What single fields cannot know: whether they fit together. */
export const CHECKS: readonly Check[] = [
  ...RULES.map(toCheck),
  imageProblems,
  ...QDRANT_CHECKS,
  certificateProblems,
  capacityProblems,
];

function toCheck({ path, broken, allowed, advice }: Rule): Check {
  const problem: Check = (config, { given }) => [
    {
      path,
      found: found(given(path)),
      allowed: allowed(config),
      advice: advice?.(config) ?? `run ${setCommand(path)}`,
    },
  ];
  return (config, facts) => (broken(config) ? problem(config, facts) : []);
}

function certificateProblems({ gateway }: PlatformConfig, { secrets }: Facts): Problem[] {
  const path = ["gateway", "tls", "mode"];
  const [given, hasCertificate] = [gateway.tls.mode, secrets.has("tlsCertificate")];
  if (given === "provided" && !hasCertificate) {
    const advice = "run pulumi config set --secret tlsCertificate < chain-and-key.pem";
    return [{ path, found: found(given), allowed: "provided only with the secret tlsCertificate", advice }];
  }
  if (given === "generated" && hasCertificate) {
    const advice = `run ${setCommand(path).replace("<value>", "provided")}, or pulumi config rm tlsCertificate`;
    return [{ path, found: found(given), allowed: "provided, because the secret tlsCertificate is set", advice }];
  }
  return [];
}

/** What is allowed and still worth a word at every preview. */
export function warnings(config: PlatformConfig, secrets: ReadonlySet<string>): string[] {
  const { dimensions } = config.embedding;
  const foreign = Object.entries(config.collections).filter(([, collection]) => collection.dimensions !== dimensions);
  const texts = foreign.map(
    ([name, collection]) =>
      `collections.${name} has ${collection.dimensions} dimensions and the embedding model ${dimensions}: it takes vectors, not text`,
  );
  const always = [...texts, ...qdrantWarnings(config)];
  return inProduction(config) ? [...always, ...productionWarnings(config, secrets)] : always;
}

function productionWarnings(config: PlatformConfig, secrets: ReadonlySet<string>): string[] {
  const loose = Object.entries(config.images).filter(([, reference]) => !isPinned(reference));
  return [
    ...loose.map(([name, reference]) => `images.${name} is ${reference}: pin its digest, tags move`),
    ...(config.gateway.tls.mode === "generated"
      ? ["gateway.tls.mode is generated: clients have to trust the stack's own authority"]
      : []),
    ...(secrets.has("webhookUrl") ? [] : ["webhookUrl is not set: nobody is told about alerts"]),
  ];
}
