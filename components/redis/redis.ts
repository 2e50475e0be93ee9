import * as pulumi from "@pulumi/pulumi";
import type { Image, Runtime, Workload } from "../workload";
import { PORT, redisWorkload } from "./workload";

export interface RedisArgs {
  readonly runtime: Runtime;
  readonly image: Image;
  readonly password: pulumi.Output<string>;
  /** Ceiling for cached data; the process gets half as much again for its own needs. */
  readonly cacheMiB: number;
  readonly cpu: number;
  /** The append-only file survives replacement, and destruction unless asked for by name. @default false */
  readonly protected?: boolean;
}

/** The cache of the platform: one Redis that evicts the least used keys and is warm again after a restart. */
export class Redis extends pulumi.ComponentResource {
  readonly host: string;
  /** What runs, as plain data: others read from it how to watch it. */
  readonly workload: Workload;
  readonly port = PORT;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:data:Redis", name, {}, opts);
    this.workload = redisWorkload(name, args);
    this.host = args.runtime.run(this.workload, this).host;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
