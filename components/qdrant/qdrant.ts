import * as pulumi from "@pulumi/pulumi";
import type { Image, Runtime, Workload } from "../workload";
import { GRPC_PORT, qdrantWorkload, REST_PORT } from "./workload";

export interface QdrantArgs {
  readonly runtime: Runtime;
  readonly image: Image;
  /** Members; more than one form a cluster, three or more survive the loss of one. Sizes below are of one member. @default 1 */
  readonly replicas?: number;
  /** Full access; the API service and the operator use it. */
  readonly apiKey: pulumi.Output<string>;
  /** Search and metrics only; Prometheus uses it. */
  readonly readOnlyKey: pulumi.Output<string>;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly storageGiB: number;
  /** Directory of the machine that holds the storage. @default - where the platform keeps its volumes */
  readonly storageDirectory?: string;
  readonly snapshotsGiB: number;
  /** Vectors and snapshots survive replacement, and destruction unless asked for by name. */
  readonly protected: boolean;
  /** Largest request body; a bigger batch of points is refused. @default 32 */
  readonly maxRequestSizeMiB?: number;
  /** Threads that serve requests, and as many that search. @default - the cores it may use, rounded up */
  readonly workers?: number;
  /** Least severe line logged. @default "info" */
  readonly logLevel?: "trace" | "debug" | "info" | "warn" | "error";
}

/** The vector database of the platform, shared by both slots: one server, or a cluster of them under one name. */
export class Qdrant extends pulumi.ComponentResource {
  readonly host: string;
  /** What runs, as plain data: others read from it how to watch it. */
  readonly workload: Workload;
  readonly restPort = REST_PORT;
  readonly grpcPort = GRPC_PORT;

  constructor(name: string, args: QdrantArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:data:Qdrant", name, {}, opts);
    this.workload = qdrantWorkload(name, args);
    this.host = args.runtime.run(this.workload, this).host;
    this.registerOutputs({ host: this.host, restPort: this.restPort, grpcPort: this.grpcPort });
  }
}
