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
  /** The API service of each slot that runs. */
  readonly apis: Readonly<Partial<Record<Slot, Api>>>;

  constructor(name: string, args: SlotsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:release:Slots", name, {}, opts);
    const made = SLOTS.flatMap((slot) => {
      const release = args.releases[slot];
      return release ? [{ slot, ...this.createSlot(slot, release, args) }] : [];
    });
    this.running = made.map(({ slot }) => slot);
    this.workloads = made.flatMap(({ embedding, api }) => [embedding.workload, api.workload]);
    this.apis = Object.fromEntries(made.map(({ slot, api }) => [slot, api]));
    this.registerOutputs({ running: this.running });
  }

  private createSlot(slot: Slot, release: Release, { runtime, data, ...args }: SlotsArgs) {
    const embedding = new Embedding(`embedding-${slot}`, { ...args.embedding, runtime, slot }, { parent: this });
    const embeddingUrl = `http://${embedding.host}:${embedding.port}`;
    const reaches = [embedding.workload.name, ...args.api.reaches];
    const api = new Api(
      `api-${slot}`,
      { ...args.api, ...release, runtime, slot, embeddingUrl, reaches },
      { parent: this, dependsOn: [...data, embedding] },
    );
    return { embedding, api };
  }
}
