import { setTimeout as pause } from "node:timers/promises";
import type { types } from "@pulumi/command";
import type { Unwrap } from "@pulumi/pulumi";
import type { Client, ClientChannel, ConnectConfig } from "ssh2";
import type { Failure } from "../../provider/resource";
import { isObject, type Value, type Values } from "../../provider/values";

export type Connection = Unwrap<types.input.remote.ConnectionArgs>;
type Hop = Unwrap<types.input.remote.ProxyConnectionArgs>;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const UNLIMITED = -1;

/** Connects and hands the client to the work; the connection ends with it, whatever happens. */
export async function connected<T>(
  to: Connection,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const proxy = to.proxy && (await dial(to.proxy, signal));
  try {
    const client = await dial(to, signal, proxy);
    const stop = (): void => void client.end();
    signal.addEventListener("abort", stop);
    try {
      return await work(client);
    } finally {
      signal.removeEventListener("abort", stop);
      client.end();
    }
  } finally {
    proxy?.end();
  }
}

/** The SDK marks a whole connection secret; where it leads and as whom are not, and an error needs them. */
export function readableParts(connection: Value): string[] {
  if (!isObject(connection)) return [];
  const { host, user, proxy } = connection;
  const own = [host, user].filter((text): text is string => typeof text === "string");
  return [...own, ...readableParts(proxy)];
}

export function connectionFailures(news: Values): Failure[] {
  const { connection } = news;
  const missing = !isObject(connection) || !connection.host;
  return missing ? [{ property: "connection", reason: "a connection needs a host" }] : [];
}

/** A machine that is still booting refuses a few times; each refusal counts against the limit. */
async function dial(to: Hop, signal: AbortSignal, through?: Client): Promise<Client> {
  const limit = to.dialErrorLimit ?? 10;
  for (let refusals = 1, wait = FIRST_PAUSE_MS; ; refusals++, wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
    try {
      return await dialOnce(to, through);
    } catch (error) {
      if (limit !== UNLIMITED && refusals > limit) {
        const times = refusals === 1 ? "once" : `${refusals} times`;
        throw new Error(
          `ssh ${to.user ?? "root"}@${to.host}:${to.port ?? 22}, tried ${times}: ${(error as Error).message}`,
        );
      }
    }
    await pause(wait, undefined, { signal });
  }
}

async function dialOnce(to: Hop, through: Client | undefined): Promise<Client> {
  const { Client } = await import("ssh2");
  const sock = through && (await forward(through, to));
  const client = new Client();
  await new Promise<void>((done, fail) => {
    client.once("ready", done).once("error", fail);
    client.on("keyboard-interactive", (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.map(() => to.password ?? "")),
    );
    client.connect({ ...configOf(to), sock });
  });
  // Once it is up, a broken connection shows in the command that it carried.
  client.removeAllListeners("error").on("error", () => undefined);
  return client;
}

function forward(through: Client, to: Hop): Promise<ClientChannel> {
  return new Promise((done, fail) => {
    through.forwardOut("127.0.0.1", 0, to.host, to.port ?? 22, (error, channel) =>
      error ? fail(error) : done(channel),
    );
  });
}

function configOf(to: Hop): ConnectConfig {
  return {
    host: to.host,
    port: to.port ?? 22,
    username: to.user ?? "root",
    password: to.password,
    privateKey: to.privateKey,
    passphrase: to.privateKeyPassword,
    agent: to.agentSocketPath ?? process.env.SSH_AUTH_SOCK,
    tryKeyboard: to.password !== undefined,
    readyTimeout: (to.perDialTimeout ?? 15) * 1000,
    ...(to.hostKey && expecting(to.hostKey)),
  };
}

/** @param hostKey as in a known_hosts or .pub file: kind, base64, comment */
function expecting(hostKey: string): Pick<ConnectConfig, "algorithms" | "hostVerifier"> {
  const [kind = "", encoded = ""] = hostKey.trim().split(/\s+/);
  const expected = Buffer.from(encoded, "base64");
  const kinds = kind === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [kind];
  return {
    algorithms: { serverHostKey: kinds as NonNullable<ConnectConfig["algorithms"]>["serverHostKey"] },
    hostVerifier: (offered: Buffer) => offered.equals(expected),
  };
}
