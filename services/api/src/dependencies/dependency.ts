export type DependencyName = "qdrant" | "embedding" | "redis" | "postgres";

/** A service that this one stands on. */
export interface Dependency {
  readonly name: DependencyName;
  /** Nothing can be served without it. The others only take features away (fault F33). */
  readonly essential: boolean;
  /** Rejects when it does not answer as it should. */
  check(): Promise<void>;
}

export interface DependencyStatus {
  readonly name: DependencyName;
  readonly essential: boolean;
  /** `unknown` until the first check is done. */
  readonly status: "up" | "down" | "unknown";
  /** Of the last successful check. */
  readonly latencyMs: number | null;
  /** Why it is down, in a word or two: an error code, never an address. */
  readonly reason?: string;
}

export type Readiness = "ok" | "degraded" | "starting" | "unavailable" | "draining";

/** Pure: what the states of the dependencies mean for whoever sends traffic here. */
export function readiness(statuses: readonly DependencyStatus[], draining: boolean): Readiness {
  if (draining) return "draining";
  if (statuses.some((dependency) => dependency.status === "unknown")) return "starting";
  const down = statuses.filter((dependency) => dependency.status === "down");
  if (down.some((dependency) => dependency.essential)) return "unavailable";
  return down.length > 0 ? "degraded" : "ok";
}

export function canServe(state: Readiness): boolean {
  return state === "ok" || state === "degraded";
}

/** A short word for an error: its code where it has one, so that no address or message of another service leaks. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "error";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if ("code" in error && typeof error.code !== "object") return String(error.code);
  if ("status" in error) return `status ${String(error.status)}`;
  return error.name;
}
