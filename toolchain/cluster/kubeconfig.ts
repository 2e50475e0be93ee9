import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, CONTEXT } from "./cluster";
import { pkiFile } from "./pki";

export interface Access {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** How one of the certificates' owners reaches the API server. */
export function accessOf(cluster: Cluster, name: string): Access {
  const read = (file: string) => readFileSync(pkiFile(cluster, file), "utf8");
  return {
    server: cluster.apiServer,
    authority: read("ca.crt"),
    certificate: read(`${name}.crt`),
    key: read(`${name}.key`),
  };
}

/** A kubeconfig that needs no other file. JSON, which every reader of YAML reads. */
export function kubeconfig({ server, authority, certificate, key }: Access): string {
  const encoded = (text: string) => Buffer.from(text).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: CONTEXT, cluster: { server, "certificate-authority-data": encoded(authority) } }],
    users: [
      {
        name: CONTEXT,
        user: { "client-certificate-data": encoded(certificate), "client-key-data": encoded(key) },
      },
    ],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: CONTEXT } }],
    "current-context": CONTEXT,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Kubeconfig of a part of the cluster. */
export function kubeconfigOf(cluster: Cluster, name: string): string {
  return join(cluster.data.config, `${name}.kubeconfig`);
}
