import { request } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON. */
  json<T>(): T;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Calls the gateway as a client that trusts its certificate and holds a key. */
export class Client {
  constructor(
    private readonly base: string,
    private readonly ca: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** The same entry with other headers. */
  with(headers: Readonly<Record<string, string>>): Client {
    return new Client(this.base, this.ca, headers);
  }

  call(path: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Answer> {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const type =
      sent === undefined ? {} : { "content-type": "application/json", "content-length": `${Buffer.byteLength(sent)}` };
    return new Promise((resolve, reject) => {
      const options = { method, ca: this.ca, agent: false as const, headers: { ...this.headers, ...type, ...headers } };
      const calling = request(this.base + path, options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: <T>() => JSON.parse(text) as T,
          });
        });
      });
      calling.on("error", reject).end(sent);
    });
  }

  post(path: string, body: unknown, method = "POST"): Promise<Answer> {
    return this.call(path, { method, body });
  }
}
