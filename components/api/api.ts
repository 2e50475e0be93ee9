import * as pulumi from "@pulumi/pulumi";
import type { Slot } from "../slots/slot";
import type { Image, Runtime, Workload } from "../workload";
import { apiWorkload, PORT } from "./workload";

export interface ApiArgs {
  readonly runtime: Runtime;
  readonly image: Image;
  /** Which of the two parallel releases this one belongs to. */
  readonly slot: Slot;
  /** Told in every answer's `x-version` header, e.g. `1.4.0`. */
  readonly version: string;
  /** Cores of one replica that it is guaranteed; each worker may use a whole one while it is idle. */
  readonly cpu: number;
  readonly memoryMiB: number;
  /** @default 1 */
  readonly replicas?: number;
  /** Processes of one replica that share its port; about one a core. @default 1 */
  readonly workers?: number;
  /** Open connections of one replica, all workers together; more are refused. @default 1000 */
  readonly maxConnections?: number;
  /** E.g. `http://qdrant:6333`. */
  readonly qdrantUrl: string;
  /** Requests that one replica, all workers together, has in flight to Qdrant. @default 100 */
  readonly qdrantConnections?: number;
  /** The embedding service of the same slot, e.g. `http://embedding-blue:8080`. */
  readonly embeddingUrl: string;
  readonly redis: { readonly host: string; readonly port: number };
  readonly postgres: PostgresTarget;
  /** The collections that the platform declares, with the size of their vectors: what model health is judged by. */
  readonly collections: readonly { readonly name: string; readonly dimensions: number }[];
  readonly secrets: ApiSecrets;
  /** Names of the workloads behind these addresses. */
  readonly reaches: readonly string[];
  /**
   * Time between "not ready" and the last connection closed, in seconds: longer than the gateway takes to notice.
   * @default 5
   */
  readonly drainSeconds?: number;
  /** A request that takes longer is answered 504. @default 10 */
  readonly requestTimeoutSeconds?: number;
  /** The server applies pending migrations that only add; otherwise it refuses to start without them. @default true */
  readonly migrateAtStart?: boolean;
}

export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export interface ApiSecrets {
  readonly qdrantApiKey: pulumi.Output<string>;
  readonly redisPassword: pulumi.Output<string>;
  readonly postgresPassword: pulumi.Output<string>;
}

/** The application that is released: search and upsert by text or vector, once per slot. */
export class Api extends pulumi.ComponentResource {
  readonly host: string;
  /** What runs, as plain data: others read from it how to watch it. */
  readonly workload: Workload;
  readonly port = PORT;

  constructor(name: string, args: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:app:Api", name, {}, opts);
    this.workload = apiWorkload(name, args);
    this.host = args.runtime.run(this.workload, this).host;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
