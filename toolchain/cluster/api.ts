import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { Access } from "./kubeconfig";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const LIMIT_MS = 30_000;

/** The few plain requests to the API server that need no client library. */
export class Api {
  readonly #agent: Agent;

  constructor(private readonly access: Access) {
    this.#agent = new Agent({ keepAlive: true, ca: access.authority, cert: access.certificate, key: access.key });
  }

  /** @throws Error when it does not answer, or refuses */
  async get<T>(path: string): Promise<T> {
    return this.#expect(await this.send("GET", path), path) as T;
  }

  async create(path: string, object: object): Promise<void> {
    const answer = await this.send("POST", path, object);
    // Made by an earlier try whose answer got lost.
    if (answer.status !== 409) this.#expect(answer, path);
  }

  async delete(path: string): Promise<void> {
    const answer = await this.send("DELETE", path);
    if (answer.status !== 404) this.#expect(answer, path);
  }

  send(method: string, path: string, object?: object): Promise<Answer> {
    return new Promise((done, failed) => {
      const headers = object ? { "content-type": "application/json" } : {};
      const options = { method, headers, agent: this.#agent, timeout: LIMIT_MS };
      const call = request(new URL(path, this.access.server), options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => done({ status: response.statusCode ?? 0, body: parsed(text) }));
        response.on("error", failed);
      });
      call.on("timeout", () => call.destroy(new Error(`no answer to ${method} ${path} within ${LIMIT_MS / 1000} s`)));
      call.on("error", failed);
      call.end(object && JSON.stringify(object));
    });
  }

  #expect({ status, body }: Answer, path: string): unknown {
    if (status >= 200 && status < 300) return body;
    throw new Error(`${path}: ${status} ${(body as { message?: string } | undefined)?.message ?? ""}`);
  }
}

/** What a kubeconfig of ours says, see kubeconfig.ts. */
export function readAccess(path: string): Access {
  const config = JSON.parse(readFileSync(path, "utf8"));
  const decoded = (text: string) => Buffer.from(text, "base64").toString("utf8");
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  return {
    server: cluster.server,
    authority: decoded(cluster["certificate-authority-data"]),
    certificate: decoded(user["client-certificate-data"]),
    key: decoded(user["client-key-data"]),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
