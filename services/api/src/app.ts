import { randomUUID } from "node:crypto";
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import type { Drain } from "./drain";
import { ApiError, sendError } from "./errors";
import type { Metrics } from "./metrics";
import type { Platform } from "./platform";
import type { RequestRecord } from "./request-log";
import { collectionRoutes } from "./routes/collections";
import { graphqlRoutes } from "./routes/graphql";
import { healthRoutes } from "./routes/health";
import { metricsRoutes } from "./routes/metrics";
import { modelRoutes } from "./routes/models";

export interface AppOptions {
  readonly version: string;
  readonly slot: string;
  readonly requestTimeoutSeconds: number;
  readonly bodyLimitMiB: number;
  readonly drain: Drain;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** The text of `/metrics`: of this process, or of all workers together. */
  readonly exposition: () => Promise<string>;
  readonly record: (row: RequestRecord) => void;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Asked by machines that watch this server: neither counted nor logged with the users' requests. */
    readonly operational?: boolean;
  }
}

const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** The server without its socket. */
export async function buildApp(options: AppOptions, platform: Platform): Promise<FastifyInstance> {
  const milliseconds = options.requestTimeoutSeconds * 1000;
  const app = fastify({
    loggerInstance: options.log,
    // One line a request, written below, instead of fastify's two.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: options.bodyLimitMiB * 1024 * 1024,
    requestTimeout: milliseconds,
    handlerTimeout: milliseconds,
    // Longer than a proxy keeps an idle connection, so that it is never us who close one that is just being used.
    keepAliveTimeout: 75_000,
    // A request that arrives while the last connections close is still answered.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    genReqId: (request) => knownId(request.headers["x-request-id"]) ?? randomUUID(),
    // A value of the wrong type is an error to tell, not one to guess around.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false, useDefaults: true } },
  });
  identify(app, options);
  measure(app, options);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(noRoute(request), request, reply));
  healthRoutes(app, options, platform);
  metricsRoutes(app, options);
  collectionRoutes(app, platform);
  modelRoutes(app, platform);
  await graphqlRoutes(app, options, platform);
  return app;
}

/** Every answer says which release and slot gave it; while draining, each also ends its connection. */
function identify(app: FastifyInstance, { version, slot, drain }: AppOptions): void {
  app.addHook("onSend", async (request, reply) => {
    reply.headers({ "x-version": version, "x-slot": slot, "x-request-id": request.id });
    if (drain.draining) reply.header("connection", "close");
  });
}

function measure(app: FastifyInstance, { drain, metrics, record }: AppOptions): void {
  app.addHook("onRequest", async (_request, reply) => {
    drain.enter();
    metrics.inFlight.inc();
    // "close" comes once whatever happens, where "finish" is missing when the caller hangs up.
    reply.raw.once("close", () => {
      drain.leave();
      metrics.inFlight.dec();
    });
  });
  app.addHook("onResponse", async (request, reply) => {
    if (request.routeOptions.config.operational) return;
    const route = request.routeOptions.url ?? "unmatched";
    const { method } = request;
    const { statusCode: status, elapsedTime: durationMs } = reply;
    metrics.requests.inc({ method, route, status: String(status) });
    metrics.duration.observe({ method, route }, durationMs / 1000);
    record({
      at: new Date(),
      requestId: request.id,
      method,
      route,
      collection: collectionOf(request),
      status,
      durationMs,
    });
    request.log.info({ method, route, status, durationMs: Math.round(durationMs * 10) / 10 }, "request");
  });
}

function collectionOf(request: FastifyRequest): string | undefined {
  const { params } = request;
  return typeof params === "object" && params !== null && "name" in params ? String(params.name) : undefined;
}

function knownId(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && REQUEST_ID.test(header) ? header : undefined;
}

function noRoute(request: FastifyRequest): ApiError {
  return new ApiError(404, "not_found", `there is no ${request.method} on this path`, {
    hint: "the routes are in the README of services/api",
  });
}
