import { type Dependency, type DependencyName, type DependencyStatus, reasonOf } from "./dependency";

export interface MonitorOptions {
  /** Pause between two checks of one dependency. @default 2000 */
  readonly intervalMs?: number;
  /** Pause after a failed check: bad news are confirmed quickly, and so is recovery. @default 500 */
  readonly retryMs?: number;
  /** A check that takes longer has failed. @default 1000 */
  readonly timeoutMs?: number;
  /** Failed checks in a row until a dependency that was up counts as down: one lost packet must not empty both slots. @default 2 */
  readonly fall?: number;
  readonly onCheck?: (status: DependencyStatus) => void;
  /** Called when a dependency goes up or down, with the error that took it down. */
  readonly onChange?: (status: DependencyStatus, error?: unknown) => void;
}

interface Watched {
  readonly dependency: Dependency;
  status: DependencyStatus;
  failures: number;
  timer?: NodeJS.Timeout;
}

/** Asks every dependency again and again, so that a health request is answered from memory and never hangs. */
export class DependencyMonitor {
  readonly #watched: Watched[];
  readonly #options: Required<Pick<MonitorOptions, "intervalMs" | "retryMs" | "timeoutMs" | "fall">> & MonitorOptions;
  #stopped = false;

  constructor(dependencies: readonly Dependency[], options: MonitorOptions = {}) {
    this.#options = { intervalMs: 2000, retryMs: 500, timeoutMs: 1000, fall: 2, ...options };
    this.#watched = dependencies.map((dependency) => {
      const { name, essential } = dependency;
      return { dependency, failures: 0, status: { name, essential, status: "unknown", latencyMs: null } };
    });
  }

  /** Resolves when every dependency has been checked once. */
  async start(): Promise<void> {
    await Promise.all(this.#watched.map((watched) => this.#round(watched)));
  }

  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#watched) clearTimeout(timer);
  }

  statuses(): readonly DependencyStatus[] {
    return this.#watched.map((watched) => watched.status);
  }

  isUp(name: DependencyName): boolean {
    return this.#watched.some(({ status }) => status.name === name && status.status === "up");
  }

  async #round(watched: Watched): Promise<void> {
    const started = performance.now();
    try {
      await withTimeout(watched.dependency.check(), this.#options.timeoutMs);
      this.#passed(watched, performance.now() - started);
    } catch (error) {
      this.#failed(watched, error);
    }
    this.#options.onCheck?.(watched.status);
    if (this.#stopped) return;
    const pause = watched.failures === 0 ? this.#options.intervalMs : this.#options.retryMs;
    watched.timer = setTimeout(() => void this.#round(watched), pause);
    watched.timer.unref();
  }

  #passed(watched: Watched, latencyMs: number): void {
    const { name, essential, status: before } = watched.status;
    watched.failures = 0;
    watched.status = { name, essential, status: "up", latencyMs: Math.round(latencyMs * 100) / 100 };
    if (before !== "up") this.#options.onChange?.(watched.status);
  }

  #failed(watched: Watched, error: unknown): void {
    watched.failures += 1;
    const { status: before } = watched.status;
    if (before === "up" && watched.failures < this.#options.fall) return;
    watched.status = { ...watched.status, status: "down", reason: reasonOf(error) };
    if (before !== "down") this.#options.onChange?.(watched.status, error);
  }
}

class CheckTimeout extends Error {
  override readonly name = "timeout";
}

async function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CheckTimeout(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
