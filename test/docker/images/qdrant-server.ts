import { QdrantClient } from "@qdrant/js-client-rest";
import { type Bench, image, type Running } from "./container";

export const KEY = process.env.QDRANT_TEST_KEY ?? "manage-key";
export const READ_ONLY_KEY = process.env.QDRANT_TEST_READ_ONLY_KEY ?? "read-key";

/** A server to test: the one that QDRANT_TEST_URL names (a real Qdrant, say), or else the stand-in, started here. */
export async function qdrantUrl(bench: Bench): Promise<string> {
  if (process.env.QDRANT_TEST_URL) return process.env.QDRANT_TEST_URL;
  const running = await startQdrant(bench, "conformance");
  return running.untilAnswers("/readyz");
}

/** The main key comes as a file, as the platform hands it over; the other from the environment. */
export async function startQdrant(bench: Bench, purpose: string): Promise<Running> {
  return bench.start(await image("qdrant"), {
    user: 1000,
    port: 6333,
    volumes: {
      "/qdrant/storage": bench.volume(`${purpose}-storage`),
      "/qdrant/snapshots": bench.volume(`${purpose}-snapshots`),
    },
    files: { "/qdrant/config/local.yaml": `service:\n  api_key: ${KEY}\n` },
    env: { QDRANT__SERVICE__READ_ONLY_API_KEY: READ_ONLY_KEY },
  });
}

export function client(url: string, apiKey = KEY): QdrantClient {
  // As a header: told that it is a key, the client complains at every use about plain HTTP.
  return new QdrantClient({ url, headers: { "api-key": apiKey }, checkCompatibility: false });
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** What went wrong, in Qdrant's envelope. */
  readonly error: string | undefined;
}

/** A request as it goes over the wire, for what a client library would not send or would hide. */
export async function ask(
  url: string,
  method: string,
  path: string,
  { body, headers = { "api-key": KEY } }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, error: text.startsWith("{") ? JSON.parse(text).status?.error : undefined };
}
