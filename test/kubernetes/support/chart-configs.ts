import { readFileSync } from "node:fs";
import { readStackConfig } from "../../../operations/render";
import { loadConfig, type PlatformConfig } from "../../../stacks/config";

export interface Case {
  readonly name: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly webhook?: boolean;
}

const both = { slots: { blue: {}, green: { enabled: true, version: "1.1.0" } } };

/** The three environments as shipped. */
export const PRESETS: readonly Case[] = ["dev", "staging", "production"].map((stack) => ({
  name: `the stack ${stack}`,
  stack,
  config: {},
}));

/** Every operator flag, every kind of size, and parts that are switched off. */
export const VARIANTS: readonly Case[] = [
  {
    name: "green active beside blue, with Grafana whatever the site says",
    stack: "dev",
    config: { ...both, activeSlot: "green", monitoring: { grafana: { enabled: true } } },
  },
  { name: "green active alone", stack: "dev", config: { activeSlot: "green", slots: { blue: { enabled: false } } } },
  { name: "a canary of 25", stack: "staging", config: { ...both, canaryWeight: 25 } },
  {
    name: "a canary that takes all, from green",
    stack: "dev",
    config: { ...both, activeSlot: "green", canaryWeight: 100 },
  },
  {
    name: "maintenance with a message full of special characters",
    stack: "dev",
    config: { maintenance: true, maintenanceMessage: "We're back at 100% — {{ soon }}, isn't it" },
  },
  {
    name: "a cluster of three Qdrants without Grafana",
    stack: "staging",
    config: {
      qdrant: { replicas: 3, storage: "2Ti", cpu: 2.25 },
      api: { replicas: 1 },
      embedding: { replicas: 1 },
      monitoring: { grafana: { enabled: false } },
    },
  },
  {
    name: "no monitoring, one gateway, an odd size of everything",
    stack: "dev",
    config: {
      monitoring: { enabled: false },
      gateway: { replicas: 1, cpu: "1250m", memory: "1.5Gi", maxBodySize: "33Mi", timeouts: { drainSeconds: 61 } },
      redis: { cacheMemory: "777Mi", cpu: 0.333 },
      postgres: { memory: "3333Mi", cpu: 3.5, storage: "7Gi", maxConnections: 77 },
      api: { cpu: 3, workers: 2, databaseConnections: 4, memory: "1Gi" },
    },
  },
  {
    name: "a load balancer, a storage class, a webhook and two networks",
    stack: "production",
    webhook: true,
    config: {
      kubernetes: { storageClass: "fast", cpuOvercommit: 3 },
      gateway: { publish: { port: 4433 }, allowlist: ["10.0.0.0/8", "2001:db8::/32"] },
      monitoring: {
        grafana: { enabled: true },
        exporters: { node: false, postgres: false },
        prometheus: { storage: "60Gi", retentionDays: 45 },
      },
      collections: { general: null, mine: { dimensions: 12 } },
    },
  },
];

/** A stack's configuration with the images of this machine's cluster. */
export function configOf(stack: string, more: Readonly<Record<string, unknown>>): PlatformConfig {
  const own = Object.entries(readStackConfig(process.cwd(), stack).values).map(([key, value]) => [
    key.split(":")[1] ?? key,
    value,
  ]);
  const path = process.env.VECTOR_PLATFORM_SITE;
  const site = path ? (JSON.parse(readFileSync(path, "utf8")) as unknown) : undefined;
  const raw: Record<string, string> = { ...Object.fromEntries(own), platform: "kubernetes" };
  for (const [key, value] of Object.entries(more))
    raw[key] = typeof value === "string" ? value : merged(raw[key], value);
  return loadConfig(raw, { stack, site });
}

/** What is said more of a section, beside what the stack's own file says of it. */
function merged(own: string | undefined, more: unknown): string {
  const base = own?.startsWith("{") ? (JSON.parse(own) as object) : undefined;
  return JSON.stringify(base && typeof more === "object" ? { ...base, ...more } : more);
}
