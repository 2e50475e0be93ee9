import { join } from "node:path";
import { readJson, writeWhole } from "../files";
import type { Say } from "../steps";
import type { Cluster } from "./cluster";
import { has, push } from "./registry";

/** Copies images from the Docker engine to the registry; remembers which, and believes it as far as the registry confirms it. */
export class ImageCopies {
  readonly #record: string;
  #copied = 0;
  #known = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly dockerHost: string,
    /** Told when the first one is copied. */
    private readonly say: Say = () => undefined,
  ) {
    this.#record = join(cluster.data.root, "images.json");
  }

  /** @returns the image's reference in the registry, pinned by digest */
  async pinned(reference: string): Promise<string> {
    const { registry } = this.cluster;
    const known = (readJson(this.#record) ?? {}) as Record<string, string>;
    const before = known[reference];
    if (before && (await has(registry, before))) {
      this.#known++;
      return before;
    }
    if (this.#copied === 0) this.say(`to the registry at ${registry}, minutes for the first time`);
    const pinned = await push(this.dockerHost, registry, reference);
    writeWhole(this.#record, `${JSON.stringify({ ...known, [reference]: pinned }, null, 2)}\n`);
    this.#copied++;
    return pinned;
  }

  get did(): string {
    return `${this.#copied} copied to ${this.cluster.registry}, ${this.#known} there before`;
  }
}
