import * as pulumi from "@pulumi/pulumi";
import { Api, type ApiArgs } from "../api";
import { Embedding, type EmbeddingArgs } from "../embedding";
import type { Image, Runtime, Workload } from "../workload";
import { SLOTS, type Slot } from "./slot";

/** What may differ between the two slots: the release that each of them holds. */
export interface Release {
  readonly version: string;
  readonly image: Image;
}

export interface SlotsArgs {
  readonly runtime: Runtime;
  /** The release in each slot that runs; a slot that is left out does not. */
  readonly releases: Readonly<Partial<Record<Slot, Release>>>;
  /** What has to be ready before an API starts. The embedding services need none of it and start at once. */
  readonly data: readonly pulumi.Resource[];
  readonly embedding: Omit<EmbeddingArgs, "runtime" | "slot">;
  readonly api: Omit<ApiArgs, "runtime" | "slot" | "image" | "version" | "embeddingUrl">;
}

/** The stateless plane, once per slot: two releases side by side over the same data, so that traffic can move between them. */
export class Slots extends pulumi.ComponentResource {
  /** The slots that run, in a stable order. */
  readonly running: readonly Slot[];
  readonly workloads: readonly Workload[];

  constructor(name: string, args: SlotsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:release:Slots", name, {}, opts);
    this.running = SLOTS.filter((slot) => args.releases[slot]);
    this.workloads = this.running.flatMap((slot) => this.createSlot(slot, args));
    this.registerOutputs({ running: this.running });
  }

  private createSlot(slot: Slot, args: SlotsArgs): Workload[] {
    const { runtime, releases } = args;
    const release = releases[slot];
    if (!release) return [];
    const embedding = new Embedding(`embedding-${slot}`, { ...args.embedding, runtime, slot }, { parent: this });
    const embeddingUrl = `http://${embedding.host}:${embedding.port}`;
    const api = new Api(
      `api-${slot}`,
      { ...args.api, ...release, runtime, slot, embeddingUrl },
      { parent: this, dependsOn: [...args.data, embedding] },
    );
    return [embedding.workload, api.workload];
  }
}
