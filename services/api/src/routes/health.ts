import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../app";
import { canServe, readiness, reasonOf } from "../dependencies/dependency";
import type { Platform } from "../platform";

/** Above this a database counts as slow (requirement D7). */
const DATABASE_LIMIT_MS = 50;
const operational = { config: { operational: true }, logLevel: "warn" } as const;

export function healthOf({ version, slot, drain }: AppOptions, platform: Platform) {
  const dependencies = platform.statuses();
  return { status: readiness(dependencies, drain.draining), version, slot, dependencies };
}

export function healthRoutes(app: FastifyInstance, options: AppOptions, platform: Platform): void {
  /** The process runs; nothing is said about what it stands on, because restarting it would not mend that. */
  app.get("/livez", operational, async () => ({ status: "ok" }));

  /** Whether to send traffic here. */
  app.get("/health", operational, async (_request, reply) => {
    const health = healthOf(options, platform);
    return reply.code(canServe(health.status) ? 200 : 503).send(health);
  });

  app.get("/health/db", operational, async (_request, reply) => {
    try {
      const latencyMs = Math.round((await platform.database.ping()) * 100) / 100;
      return { status: latencyMs < DATABASE_LIMIT_MS ? "ok" : "slow", latencyMs, limitMs: DATABASE_LIMIT_MS };
    } catch (error) {
      return reply
        .code(503)
        .send({ status: "down", latencyMs: null, limitMs: DATABASE_LIMIT_MS, reason: reasonOf(error) });
    }
  });
}
