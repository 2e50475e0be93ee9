import type Docker from "dockerode";
import type { Credentials } from "./image/registry-auth";

interface DaemonError {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string };
  readonly message: string;
}

/** Runs a call to the engine; a failure says what was tried and what the engine answered. */
export async function daemon<T>(doing: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new Error(`${doing}: ${answerOf(error as DaemonError)}`);
  }
}

/** Undefined when the engine does not know the thing; any other failure stays one. */
export async function ifPresent<T>(doing: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as DaemonError).statusCode === 404) return undefined;
    throw new Error(`${doing}: ${answerOf(error as DaemonError)}`);
  }
}

/** Without the options that nobody gave: the client would send them as empty texts. */
export function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function answerOf(error: DaemonError): string {
  return error.json?.message ? `Error response from daemon: ${error.json.message}` : error.message;
}

/** The connection, once the provider is configured. */
export class Daemon {
  private connection: Connection | undefined;

  use(connection: Connection): void {
    this.connection = connection;
  }

  get docker(): Docker {
    return this.connected.docker;
  }

  get credentials(): Credentials {
    return this.connected.credentials;
  }

  private get connected(): Connection {
    if (!this.connection) throw new Error("the docker provider is not configured");
    return this.connection;
  }
}

interface Connection {
  readonly docker: Docker;
  readonly credentials: Credentials;
}
