import { Agent, fetch, type RequestInit } from "undici";
import { API_KEY } from "./haproxy";
import type { Seen } from "./upstream";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body of an answer that the gateway gave by itself. */
  readonly error: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly requestId: string;
  };
  /** The JSON body of an answer that the upstream gave. */
  readonly seen: Seen;
}

/** Asks over TLS, trusting one certificate. */
export class Client {
  private readonly dispatcher: Agent;

  constructor(
    private readonly base: string,
    ca: string,
  ) {
    this.dispatcher = new Agent({ connect: { ca } });
  }

  /** With the API key, unless the headers say otherwise. */
  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers: { "x-api-key": API_KEY, ...headers } });
  }

  async send(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(this.base + path, { redirect: "manual", ...init, dispatcher: this.dispatcher });
    const text = await response.text();
    const json = response.headers.get("content-type") === "application/json" && text ? JSON.parse(text) : {};
    return { status: response.status, headers: response.headers, text, error: json.error, seen: json };
  }

  close(): Promise<void> {
    return this.dispatcher.close();
  }
}
