import * as pulumi from "@pulumi/pulumi";
import type { Slot } from "../slots/slot";
import type { Image, Runtime, Workload } from "../workload";
import { embeddingWorkload, PORT } from "./workload";

export interface EmbeddingArgs {
  readonly runtime: Runtime;
  readonly image: Image;
  /** Which of the two parallel releases this one belongs to. */
  readonly slot: Slot;
  /** Name on the model hub, e.g. `sentence-transformers/all-MiniLM-L6-v2`. */
  readonly model: string;
  /** Pins the model like a digest pins an image: a branch, a tag or a commit. @default - the newest at first start */
  readonly revision?: string;
  readonly device: "cpu" | "gpu";
  readonly cpu: number;
  readonly memoryMiB: number;
  /** Room for the downloaded model. @default 5 */
  readonly cacheGiB?: number;
  /** @default 1 */
  readonly replicas?: number;
  /** Requests in flight beyond this are refused with 429. @default 512 */
  readonly maxConcurrentRequests?: number;
  /** Tokens in one batch; more is faster until the device's memory is full. @default 16384 */
  readonly maxBatchTokens?: number;
}

/** Text in, vectors out: Hugging Face text-embeddings-inference, once per slot. */
export class Embedding extends pulumi.ComponentResource {
  readonly host: string;
  /** What runs, as plain data: others read from it how to watch it. */
  readonly workload: Workload;
  readonly port = PORT;

  constructor(name: string, args: EmbeddingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:app:Embedding", name, {}, opts);
    this.workload = embeddingWorkload(name, args);
    this.host = args.runtime.run(this.workload, this).host;
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
