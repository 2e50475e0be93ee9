import type { ImageName, ParsedConfig } from "./schema";

/**
 * The official images. HAProxy, the Redis exporter and most GPU variants carry a tag only; a production stack is warned
 * of each, and the policy pack insists on a digest there.
 * The digests were taken from public repositories that pin the same tags and were not compared with a registry: do so
 * (`docker buildx imagetools inspect <tag>`) before the first production deployment.
 */
const OFFICIAL: Readonly<Record<Exclude<ImageName, "embedding">, string>> = {
  qdrant: pinned(
    "qdrant/qdrant:v1.19.0-unprivileged",
    "a0e04fe623cb064502cd869cefc1dc7ce359d8edd481063b5bd351c0a0a2c91e",
  ),
  redis: pinned("redis:8.8.0", "2838d5524559494f6f1cd66e97e76b200d64a633a8614200620755ed395daf32"),
  postgres: pinned("postgres:18.4", "a02db8cac496f15b094798a38254f14d6e00741f709360e5e00bb6668ea31636"),
  gateway: "haproxy:3.4.3",
  prometheus: pinned("prom/prometheus:v3.14.0", "5ce7540c3c00ef4ab0c9d2c995c6a5b9c421f44b4a115d97a2c7af3b1c21cbb0"),
  alertmanager: pinned("prom/alertmanager:v0.34.0", "690c7b525f4367aa91f73e2f91c632206d32e97c6384bdbf2fb7a861b420340d"),
  grafana: pinned("grafana/grafana:13.2.1", "f772d434e8fab0049deb2b1b30abd43342bcfca1537614aa8d36080232cf4283"),
  redisExporter: "oliver006/redis_exporter:v1.89.0-alpine",
  postgresExporter: pinned(
    "quay.io/prometheuscommunity/postgres-exporter:v0.20.1",
    "ac5ec343104fae0e2d84a27bb8d69b38430a11910c5382cad85d478d2bab713e",
  ),
  nodeExporter: pinned(
    "prom/node-exporter:v1.12.1",
    "1b4e4438faca4dd7e001dd445d161a4a2091b0fededa84093b3a8dfeae1f1be0",
  ),
  node: "node:22-bookworm-slim",
};

/** text-embeddings-inference is built once per GPU generation; the CPU has its own. */
const EMBEDDING = "ghcr.io/huggingface/text-embeddings-inference";
const EMBEDDING_TAGS = {
  cpu: pinned("cpu-1.9.3", "ad950d30878eceb72aaf32024d26fa2b1d04a75304fa0b4776b49aa1941fea07"),
  "7.5": "turing-1.9.3",
  "8.0": "1.9.3",
  "8.6": "86-1.9.3",
  "8.9": pinned("89-1.9.3", "e47e625ced2385d3dbfdee79ba0380204578e0b27ef1a926783f9b3486aaf109"),
  "9.0": "hopper-1.9.3",
  "10.0": "100-1.9.3",
  "12.0": "120-1.9.3",
} as const;

export type Images = Readonly<Record<ImageName, string>>;

/** The image of every third-party program: as configured, or the official one that fits. */
export function resolveImages(configured: ParsedConfig["images"], embedding: ParsedConfig["embedding"]): Images {
  const { device, computeCapability } = embedding;
  // A GPU without a capability is refused by the rules; the CPU image only stands in until they have spoken.
  const tag = EMBEDDING_TAGS[device === "gpu" && computeCapability !== undefined ? computeCapability : "cpu"];
  return { ...OFFICIAL, embedding: `${EMBEDDING}:${tag}`, ...defined(configured) };
}

export const isPinned = (reference: string): boolean => reference.includes("@sha256:");

function pinned(tag: string, digest: string): string {
  return `${tag}@sha256:${digest}`;
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
