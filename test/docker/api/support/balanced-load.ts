import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

export interface LoadResult {
  readonly sent: number;
  /** Each with its server, the kind of connection and the time since the load began. */
  readonly failures: readonly string[];
  readonly byServer: Readonly<Record<string, number>>;
}

export interface LoadOptions {
  readonly servers: readonly string[];
  readonly path: string;
  readonly body: unknown;
}

/** Callers of each kind; each sends its next request when the last one is answered, however slow the machine is. */
const CALLERS = 8;
const CHECK_EVERY_MS = 100;
const TIMEOUT_MS = 20_000;

/** What a gateway does: asks each server for its health, and sends requests only to those that are ready. */
export class BalancedLoad {
  readonly #kept = new Agent({ keepAlive: true });
  readonly #ready: Set<string>;
  readonly #failures: string[] = [];
  readonly #byServer: Record<string, number> = {};
  readonly #running: readonly Promise<void>[];
  readonly #began = performance.now();
  #stopped = false;
  #sent = 0;

  constructor(private readonly options: LoadOptions) {
    this.#ready = new Set(options.servers);
    const callers = Array.from({ length: CALLERS }, () => [this.#call(this.#kept), this.#call(undefined)]).flat();
    this.#running = [...callers, ...options.servers.map((server) => this.#watch(server))];
  }

  get sent(): number {
    return this.#sent;
  }

  async stop(): Promise<LoadResult> {
    this.#stopped = true;
    await Promise.all(this.#running);
    this.#kept.destroy();
    return { sent: this.#sent, failures: this.#failures, byServer: this.#byServer };
  }

  async #watch(server: string): Promise<void> {
    while (!this.#stopped) {
      const response = await fetch(`${server}/health`).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok) this.#ready.add(server);
      else this.#ready.delete(server);
      await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
    }
  }

  async #call(agent: Agent | undefined): Promise<void> {
    while (!this.#stopped) {
      const ready = [...this.#ready];
      const server = ready[this.#sent % ready.length];
      if (server === undefined) throw new Error("no server is ready");
      this.#sent += 1;
      this.#byServer[server] = (this.#byServer[server] ?? 0) + 1;
      const began = Math.round(performance.now() - this.#began);
      await this.#send(server, agent).catch((error: Error) => {
        this.#failures.push(`${server} ${agent ? "kept" : "new"} at ${began} ms: ${error.message}`);
      });
    }
  }

  async #send(server: string, agent: Agent | undefined): Promise<void> {
    const headers = { "content-type": "application/json" };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const [status, answer] = await new Promise<[number | undefined, string]>((resolve, reject) => {
      request(
        `${server}${this.options.path}`,
        { method: "POST", agent: agent ?? false, signal, headers },
        (response) => {
          text(response).then((body) => resolve([response.statusCode, body]), reject);
        },
      )
        .on("error", reject)
        .end(JSON.stringify(this.options.body));
    });
    if (status !== 200) throw new Error(`status ${status}: ${answer}`);
  }
}
