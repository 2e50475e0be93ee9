import * as pulumi from "@pulumi/pulumi";
import { Collection, QdrantProvider, type QdrantProviderArgs } from "./collection";
import type { CollectionSpec } from "./collection-spec";

export interface CollectionsArgs extends QdrantProviderArgs {
  readonly collections: readonly CollectionSpec[];
}

/**
 * The collections of the platform, created and kept as declared.
 *
 * `protect`, `retainOnDelete` and `deletedWith` reach every collection. Where the storage outlives a destroy, set
 * `retainOnDelete`, or the destroy empties what it keeps; where it does not, `deletedWith` the database saves the work.
 */
export class Collections extends pulumi.ComponentResource {
  readonly names: readonly string[];

  constructor(name: string, args: CollectionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:data:Collections", name, {}, opts);
    const { collections, ...connection } = args;
    // Holds no data, so what guards the collections must not keep it.
    const provider = new QdrantProvider(`${name}-qdrant`, connection, { parent: this, protect: false });
    for (const spec of collections) new Collection(`${name}-${spec.name}`, spec, { parent: this, provider });
    this.names = collections.map((spec) => spec.name);
    this.registerOutputs({ names: this.names });
  }
}
