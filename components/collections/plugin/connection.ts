import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { Dispatcher } from "undici";
import type { Configuration } from "./configuration";
import { PassingError, PlainError, UnreachableError } from "./errors";
import { patiently } from "./retry";
import { Tunnel } from "./tunnel";

export interface Answer {
  readonly status: number;
  readonly result: unknown;
  /** Qdrant's own words when it refused. */
  readonly error?: string;
}

/** Building an index on a large collection is answered when it is done. */
const ANSWER_WITHIN_MS = 300_000;
const CONNECT_WITHIN_MS = 5000;
/** The collections are changed side by side; a few connections do, and leave the gateway's limit to others. */
const CONNECTIONS = 4;
const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504]);

/** Qdrant's REST interface behind the gateway's operator entry. No message ever holds a key. */
export class Connection {
  private readonly interrupted = new AbortController();
  private readonly tunnel: Tunnel | undefined;
  private agent: Dispatcher | undefined;

  constructor(private readonly configuration: Configuration) {
    this.tunnel = configuration.tunnel && new Tunnel(configuration.tunnel);
  }

  /** @param patienceSeconds @default - the configured one */
  async send(method: Dispatcher.HttpMethod, path: string, body?: object, patienceSeconds?: number): Promise<Answer> {
    return patiently(() => this.once(method, path, body), {
      seconds: patienceSeconds ?? this.configuration.patienceSeconds,
      signal: this.interrupted.signal,
      isPassing: (error) => error instanceof PassingError,
    });
  }

  interrupt(): void {
    this.interrupted.abort(new PlainError("interrupted by the user"));
    this.tunnel?.close();
  }

  private async once(method: Dispatcher.HttpMethod, path: string, body?: object): Promise<Answer> {
    const { operatorKey, apiKey } = this.configuration;
    const near = await this.tunnel?.port();
    // The engine asks for a port first and for the network later: nothing is loaded for the former.
    const { request } = await import("undici");
    const response = await request(`${this.entry(near)}${path}`, {
      method,
      headers: { "x-operator-key": operatorKey, "api-key": apiKey, "content-type": "application/json" },
      body: body && JSON.stringify(body),
      dispatcher: await this.dispatcher(),
      signal: this.interrupted.signal,
    }).catch((error: unknown) => this.notSent(error, near));
    return this.answer(response.statusCode, await response.body.text());
  }

  /** The endpoint, or the same at the near end of the tunnel that leads there. */
  private entry(near: number | undefined): string {
    const url = new URL(this.configuration.endpoint);
    if (near !== undefined) url.host = `127.0.0.1:${near}`;
    return url.href.replace(/\/+$/, "");
  }

  private async dispatcher(): Promise<Dispatcher> {
    if (this.agent) return this.agent;
    const { Agent } = await import("undici");
    this.agent = new Agent({
      connections: CONNECTIONS,
      connect: { ca: this.configuration.caCertificate, timeout: CONNECT_WITHIN_MS, ...this.identity() },
      headersTimeout: ANSWER_WITHIN_MS,
      bodyTimeout: ANSWER_WITHIN_MS,
    });
    return this.agent;
  }

  /** The certificate names the far end, never the near one. */
  private identity() {
    const { tunnel } = this.configuration;
    if (!tunnel) return {};
    return {
      checkServerIdentity: (_near: string, certificate: PeerCertificate) =>
        checkServerIdentity(tunnel.certifiedName, certificate),
    };
  }

  private async notSent(error: unknown, near: number | undefined): Promise<never> {
    // A tunnel outlives the pod that it leads to by a while, and then only refuses.
    if (near !== undefined) await this.tunnel?.drop(near);
    this.interrupted.signal.throwIfAborted();
    const { code = "", message } = error as NodeJS.ErrnoException;
    const at = this.configuration.endpoint;
    if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code)) {
      throw new UnreachableError(
        `the certificate of ${at} is not trusted (${message}). Give its issuer to the provider as caCertificate, ` +
          "or renew the certificate if it has expired.",
      );
    }
    throw new PassingError(
      `Qdrant does not answer at ${at} (${message || code}). Is the gateway running and its operator entry published on ` +
        "this machine? `pulumi up --refresh` repairs a platform that was changed by hand.",
    );
  }

  private answer(status: number, text: string): Answer {
    const at = this.configuration.endpoint;
    if (status === 401 || status === 403) {
      throw new UnreachableError(
        `${at} refused the keys (HTTP ${status}). Either the operator key is not the gateway's, or the API key is not ` +
          "Qdrant's. If one was just rotated, `pulumi up` brings both sides together.",
      );
    }
    if (PASSING_STATUS.has(status)) throw new PassingError(`${at} answered HTTP ${status}: ${excerpt(text)}`);
    const parsed = parse(text);
    // A 404 counts as "gone" only in Qdrant's own words, never in those of something before it.
    if (!parsed) throw new UnreachableError(`${at} does not lead to Qdrant: HTTP ${status}, ${excerpt(text)}`);
    return { status, result: parsed.result, error: errorOf(parsed) };
  }
}

interface Envelope {
  readonly status: string | { readonly error?: string };
  readonly result?: unknown;
}

function parse(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "status" in value ? (value as Envelope) : undefined;
  } catch {
    return undefined;
  }
}

function errorOf({ status }: Envelope): string | undefined {
  return typeof status === "string" ? undefined : (status.error ?? "no reason given");
}

function excerpt(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 200) || "no text";
}
