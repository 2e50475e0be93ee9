import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a service behind the gateway saw of a request. */
export interface Seen {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

/** A small real service behind the gateway: it answers with what it saw, and names itself in `x-slot`. */
export class Upstream {
  /** What its health check answers. */
  health = 200;
  /** How many of the next API requests it breaks off without an answer. */
  silent = 0;
  /** API requests that reached it. */
  asked = 0;
  private constructor(
    readonly name: string,
    private readonly server: Server,
  ) {}

  static async start(name: string): Promise<Upstream> {
    const server = createServer({ keepAliveTimeout: 75_000 });
    const upstream = new Upstream(name, server);
    server.on("request", async (request, response) => {
      if (request.url !== "/health") {
        upstream.asked++;
        if (upstream.silent-- > 0) return request.socket.destroy();
      }
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).length;
      const { method = "", url = "", headers } = request;
      const seen: Seen = { name, method, url, headers, bytes };
      const status = url === "/health" ? upstream.health : 200;
      response.writeHead(status, { "content-type": "application/json", "x-slot": name });
      response.end(JSON.stringify(seen));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return upstream;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}
