import type { z } from "zod";
import { SLOTS } from "../../../components/slots/slot";
import { choice, flag, image, integer, section, text, version } from "./fields";

const slot = (enabled: boolean) =>
  section({
    enabled: flag().default(enabled).describe("Whether this slot runs while it is idle. The active slot always runs."),
    version: version().default("1.0.0").describe("Version of the API service in this slot; also its image tag."),
    image: image()
      .optional()
      .describe("Image of the API service in this slot. Default: built from services/api as vector-db-api:<version>."),
  });

export const PLATFORMS = ["docker", "kubernetes"] as const;
export type PlatformName = (typeof PLATFORMS)[number];

/** What an operator changes by hand, one flat key each. Pulumi.yaml repeats these with the same defaults. */
export const operatorKeys = {
  platform: choice(PLATFORMS)
    .default("docker")
    .describe("Where the stack runs: on a Docker engine or on a Kubernetes cluster."),
  activeSlot: choice(SLOTS)
    .default("blue")
    .describe("The slot that answers users. Change it and `pulumi up` to switch."),
  canaryWeight: integer(0, 100).default(0).describe("Share of requests, in percent, that the idle slot answers."),
  maintenance: flag().default(false).describe("Answer every request with 503 and the maintenance message."),
  maintenanceMessage: text(/^[^\r\n"\\]{1,200}$/, 'one line of up to 200 characters without " and \\')
    .default("The service is down for maintenance and will be back shortly.")
    .describe("What users read during maintenance."),
};

export const slots = section({
  blue: slot(true).prefault({}).describe("The blue slot."),
  green: slot(false).prefault({}).describe("The green slot."),
})
  .prefault({})
  .describe("The two copies of the stateless services, of which one is active.");

/** Names under which images are configured, one for each third-party program. */
const sourced = (what: string) => image().optional().describe(`Image of ${what}. Default: the official one, pinned.`);

export const images = section({
  qdrant: sourced("Qdrant (the unprivileged variant)"),
  redis: sourced("Redis"),
  postgres: sourced("Postgres"),
  embedding: sourced("text-embeddings-inference; by default the one that fits embedding.device"),
  gateway: sourced("HAProxy"),
  prometheus: sourced("Prometheus"),
  alertmanager: sourced("Alertmanager"),
  grafana: sourced("Grafana"),
  redisExporter: sourced("the Redis exporter (alpine variant)"),
  postgresExporter: sourced("the Postgres exporter"),
  nodeExporter: sourced("the node exporter"),
  node: sourced("Node.js; the API service is built on it"),
})
  .prefault({})
  .describe("Image references, e.g. of a mirror. Left out: the official images.");

export type ImageName = keyof z.output<typeof images>;
