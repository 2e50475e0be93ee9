import type { Workload } from "../workload";
import type { EmbeddingArgs } from "./embedding";

export const PORT = 8080;

/** Pure, so that a test compares data and needs no engine. */
export function embeddingWorkload(name: string, args: EmbeddingArgs): Workload {
  return {
    name,
    image: args.image,
    command: commandLine(args),
    // It prints its whole configuration, keys included, at INFO.
    env: { LOG_LEVEL: "warn" },
    ports: [{ name: "http", number: PORT }],
    // A cache: it is filled again by a download, so it need not survive anything.
    volumes: [{ name: "models", path: "/data", sizeGiB: args.cacheGiB ?? 5, protected: false }],
    scratch: [{ path: "/tmp", sizeMiB: 64 }],
    health: {
      // Opens only when the model is loaded and warm, which the first start precedes with a download.
      ready: { kind: "http", path: "/health", port: PORT, with: "bash" },
      startWithinSeconds: 900,
    },
    resources: { cpu: args.cpu, memoryMiB: args.memoryMiB, gpus: args.device === "gpu" ? 1 : 0 },
    replicas: args.replicas ?? 1,
    user: 1000,
    egress: true,
    scrape: { port: PORT, labels: { slot: args.slot } },
    stop: { signal: "SIGTERM", graceSeconds: 30 },
  };
}

function commandLine(args: EmbeddingArgs): string[] {
  return [
    ...["--model-id", args.model],
    ...(args.revision ? ["--revision", args.revision] : []),
    ...["--hostname", "0.0.0.0"],
    ...["--port", String(PORT)],
    ...["--max-concurrent-requests", String(args.maxConcurrentRequests ?? 512)],
    ...["--max-batch-tokens", String(args.maxBatchTokens ?? 16384)],
    // A text longer than the model takes is cut, not refused: callers do not count tokens.
    "--auto-truncate",
  ];
}
