import type { Logger } from "pino";
import { SchemaError } from "./schema/judgement";
import { type ServeOptions, serve } from "./serve";
import { EXIT_CONFIG, type Settings } from "./settings";
import { stopGracefully } from "./stop";

/** Serves in this process until it is told to stop; then the process ends by itself. */
export async function runWorker(options: ServeOptions): Promise<void> {
  const { settings, log } = options;
  const started = performance.now();
  const server = await serve(options).catch((error: unknown) => {
    if (!(error instanceof SchemaError)) throw error;
    log.fatal(error.message);
    process.exit(EXIT_CONFIG);
  });
  // Both counted from the start of the process, reading the bundle included.
  log.info(
    { port: server.port, startedMs: Math.round(performance.now()), serveMs: Math.round(performance.now() - started) },
    "listening",
  );
  stopOnSignal(server, settings, log);
}

function stopOnSignal(server: Awaited<ReturnType<typeof serve>>, settings: Settings, log: Logger): void {
  const hurry = new AbortController();
  let stopping = false;
  const stop = async () => {
    // A second signal means that somebody is waiting.
    if (stopping) return hurry.abort();
    stopping = true;
    const { DRAIN_SECONDS: drainSeconds, REQUEST_TIMEOUT_SECONDS: finishSeconds } = settings;
    const code = await stopGracefully(server, { drainSeconds, finishSeconds, hurry: hurry.signal, log });
    process.exit(code);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
