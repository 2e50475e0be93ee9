import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

export const OPERATOR_KEY = "planted-operator-key";
export const API_KEY = "planted-qdrant-api-key";

interface Body {
  readonly vectors: Record<string, object>;
  readonly params: object;
  readonly shard_number: number;
  readonly replication_factor: number;
  readonly hnsw_config: object;
  readonly quantization_config: object | "Disabled";
  readonly field_name: string;
  readonly field_schema: string;
}

interface Stored {
  config: {
    params: { vectors: object; shard_number: number; replication_factor: number };
    hnsw_config: object;
    quantization_config: object | null;
  };
  payload_schema: Record<string, { data_type: string; points: number }>;
}

/** Qdrant's collection routes behind a gateway's operator entry: same paths, same answers, the same two keys. */
export class FakeQdrant {
  readonly collections = new Map<string, Stored>();
  /** Method and path of every request that changed something, oldest first. */
  readonly writes: string[] = [];
  /** Answers this instead of looking at the request. @default - nothing */
  broken: { status: number; body: string } | undefined;
  /** Takes changes of a collection's parameters and makes none, like a version that does not know the setting. */
  deaf = false;
  private readonly server: Server;

  constructor(certificate: { cert: string; key: string }) {
    this.server = createServer(certificate, (request, response) => void this.serve(request, response));
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/qdrant`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const [status, answer] = this.broken ? [this.broken.status, this.broken.body] : this.route(request, body);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify({ ...(answer as object), time: 0.001 }));
  }

  private route(request: IncomingMessage, body: string): [number, unknown] {
    if (request.headers["x-operator-key"] !== OPERATOR_KEY) return [401, "operator key required\n"];
    if (request.headers["api-key"] !== API_KEY) return [403, "Invalid API key"];
    const method = request.method ?? "";
    const path = new URL(request.url ?? "", "https://x").pathname;
    const [, name = "", , field] = /^\/qdrant\/collections\/([^/]+)(\/index(?:\/([^/]+))?)?$/.exec(path) ?? [];
    if (!name) return [404, "no such route"];
    if (method !== "GET") this.writes.push(`${method} ${path}`);
    const parsed = (body ? JSON.parse(body) : {}) as Partial<Body>;
    if (path.includes("/index")) return this.index(method, name, field, parsed);
    return this.collection(method, name, parsed);
  }

  private collection(method: string, name: string, body: Partial<Body>): [number, unknown] {
    const stored = this.collections.get(name);
    if (method === "DELETE") return done(this.collections.delete(name));
    if (method === "PUT" && stored) return failed(409, `Wrong input: Collection \`${name}\` already exists!`);
    if (method === "PUT") return this.create(name, body as Body);
    if (!stored) return failed(404, `Not found: Collection \`${name}\` doesn't exist!`);
    if (method === "GET") return done({ status: "green", points_count: 0, ...stored });
    if (this.deaf) return done(true);
    const { config } = stored;
    Object.assign(config.params.vectors, body.vectors?.[""]);
    Object.assign(config.params, body.params);
    Object.assign(config.hnsw_config, body.hnsw_config);
    if (body.quantization_config) config.quantization_config = quantization(body.quantization_config);
    return done(true);
  }

  private create(name: string, body: Body): [number, unknown] {
    const { vectors, shard_number, replication_factor } = body;
    this.collections.set(name, {
      config: {
        params: { vectors: { ...vectors }, shard_number, replication_factor },
        hnsw_config: { full_scan_threshold: 10_000, ...body.hnsw_config },
        quantization_config: quantization(body.quantization_config ?? "Disabled"),
      },
      payload_schema: {},
    });
    return done(true);
  }

  private index(method: string, name: string, field = "", body: Partial<Body>): [number, unknown] {
    const stored = this.collections.get(name);
    if (!stored) return failed(404, `Not found: Collection \`${name}\` doesn't exist!`);
    if (method === "DELETE") delete stored.payload_schema[decodeURIComponent(field)];
    else stored.payload_schema[body.field_name ?? ""] = { data_type: body.field_schema ?? "", points: 0 };
    return done({ operation_id: 1, status: "completed" });
  }
}

function quantization(given: object | "Disabled"): object | null {
  return given === "Disabled" ? null : (given as object);
}

function done(result: unknown): [number, unknown] {
  return [200, { result, status: "ok" }];
}

function failed(status: number, error: string): [number, unknown] {
  return [status, { status: { error } }];
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
