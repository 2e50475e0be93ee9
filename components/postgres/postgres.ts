import * as pulumi from "@pulumi/pulumi";
import type { Image, Runtime, Workload } from "../workload";
import { MONITOR_USER, PORT, postgresWorkload } from "./workload";

export interface PostgresArgs {
  readonly runtime: Runtime;
  readonly image: Image;
  readonly database: string;
  /** Owns the database and nothing else. The superuser has no password and answers inside the container only. */
  readonly user: string;
  /** A changed password is set at the restart that it causes. */
  readonly password: pulumi.Output<string>;
  /** Password of the role that reads statistics for the exporter. */
  readonly monitorPassword: pulumi.Output<string>;
  readonly cpu: number;
  /** The server's buffers and limits are computed from it. */
  readonly memoryMiB: number;
  readonly storageGiB: number;
  /** @default 100 */
  readonly maxConnections?: number;
  /** The data survives replacement, and destruction unless asked for by name. */
  readonly protected: boolean;
}

/** The metadata store of the platform, shared by both slots. */
export class Postgres extends pulumi.ComponentResource {
  readonly host: string;
  /** What runs, as plain data: others read from it how to watch it. */
  readonly workload: Workload;
  readonly port = PORT;
  /** Role of the exporter: a member of `pg_monitor`. */
  readonly monitorUser = MONITOR_USER;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:data:Postgres", name, {}, opts);
    this.workload = postgresWorkload(name, args);
    this.host = args.runtime.run(this.workload, this).host;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
