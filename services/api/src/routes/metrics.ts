import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../app";

export function metricsRoutes(app: FastifyInstance, { metrics, exposition }: AppOptions): void {
  app.get("/metrics", { config: { operational: true }, logLevel: "warn" }, async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await exposition());
  });
}
