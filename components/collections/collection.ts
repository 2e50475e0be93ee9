import * as pulumi from "@pulumi/pulumi";
import type { Tunnel } from "../workload";
import type { CollectionSpec } from "./collection-spec";

/** A way to an entry whose certificate names something else than the tunnel's near end. */
export interface CertifiedTunnel extends Tunnel {
  /** Name or address that the entry's certificate is checked for. */
  readonly certifiedName: string;
}

export interface QdrantProviderArgs {
  /** Where Qdrant answers, https only: the gateway's operator entry. */
  readonly endpoint: pulumi.Input<string>;
  /** Opens the gateway's operator entry. */
  readonly operatorKey: pulumi.Input<string>;
  readonly apiKey: pulumi.Input<string>;
  /** PEM of whoever issued the entry's certificate. @default - the public authorities */
  readonly caCertificate?: pulumi.Input<string>;
  /** Opened for as long as the entry is talked to; the endpoint's host and port then are its near end. @default - none */
  readonly tunnel?: CertifiedTunnel;
  /** How long a change waits for an entry that does not answer yet. @default 60 */
  readonly patienceSeconds?: pulumi.Input<number>;
}

/** The connection that collections are managed through; served by `plugin/`. */
export class QdrantProvider extends pulumi.ProviderResource {
  constructor(name: string, args: QdrantProviderArgs, opts?: pulumi.ResourceOptions) {
    const inputs = {
      ...args,
      operatorKey: pulumi.secret(args.operatorKey),
      apiKey: pulumi.secret(args.apiKey),
      // A provider's configuration travels as text.
      tunnel: args.tunnel && JSON.stringify(args.tunnel),
      patienceSeconds: args.patienceSeconds && pulumi.output(args.patienceSeconds).apply(String),
    };
    super("vector-platform", name, inputs, opts);
  }
}

/** One collection of Qdrant. Its dimensions, distance and shards are fixed: a change replaces it, vectors included. */
export class Collection extends pulumi.CustomResource {
  constructor(name: string, spec: CollectionSpec, opts: pulumi.CustomResourceOptions) {
    super("vector-platform:index:Collection", name, { ...spec }, opts);
  }
}
