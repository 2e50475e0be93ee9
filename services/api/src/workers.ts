import cluster, { type Worker } from "node:cluster";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { AggregatorRegistry, type RegistryContentType } from "prom-client";
import type { Metrics } from "./metrics";
import { EXIT_CONFIG } from "./settings";

/** A worker that dies sooner than this after its start is not replaced at once. */
const RESTART_PAUSE_MS = 1000;
const ASK = "vector-db-api:figures?";
const TELL = "vector-db-api:figures";

interface Question {
  readonly type: typeof ASK;
  readonly id: number;
}

interface Answer {
  readonly type: typeof TELL;
  readonly id: number;
  readonly text?: string;
  readonly error?: string;
}

/** Several processes behind one port. This one only starts, replaces and stops them, and adds up their figures. */
export function runPrimary(count: number, log: Logger): void {
  const registry = new AggregatorRegistry();
  let stopping = false;
  let exitCode = 0;
  cluster.on("message", (worker, message: unknown) => {
    if (isMessage<Question>(message, ASK)) void answer(registry, worker, message.id);
  });
  cluster.on("exit", async (worker, code, signal) => {
    if (stopping || code === EXIT_CONFIG) {
      exitCode = Math.max(exitCode, code ?? 1);
      if (code === EXIT_CONFIG && !stopping) stop("SIGTERM");
      if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(exitCode);
      return;
    }
    log.error({ worker: worker.id, code, signal }, "a worker died; another takes its place");
    await pause(RESTART_PAUSE_MS);
    if (!stopping) cluster.fork();
  });
  for (let index = 0; index < count; index += 1) cluster.fork();

  function stop(signal: NodeJS.Signals): void {
    stopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
  }
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
}

async function answer(
  registry: Pick<AggregatorRegistry<RegistryContentType>, "clusterMetrics">,
  worker: Worker,
  id: number,
) {
  const reply: Answer = await registry.clusterMetrics().then(
    (text) => ({ type: TELL, id, text }),
    (error: unknown) => ({ type: TELL, id, error: String(error) }),
  );
  if (worker.isConnected()) worker.send(reply);
}

/** In a worker: the figures of all workers together, fetched through the primary. */
export function clusterFigures(metrics: Metrics): () => Promise<string> {
  let sequence = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  AggregatorRegistry.setRegistries([metrics.registry]);
  // Its constructor is what makes a worker answer when the primary collects.
  new AggregatorRegistry();
  process.on("message", (message: unknown) => {
    if (!isMessage<Answer>(message, TELL)) return;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  return () => {
    sequence += 1;
    const question: Question = { type: ASK, id: sequence };
    return new Promise((resolve, reject) => {
      waiting.set(question.id, ({ text, error }) => (text === undefined ? reject(new Error(error)) : resolve(text)));
      process.send?.(question);
    });
  };
}

function isMessage<T extends { readonly type: string }>(message: unknown, type: T["type"]): message is T {
  return typeof message === "object" && message !== null && "type" in message && message.type === type;
}
