import type { KubernetesObject } from "./objects";
import type { Part } from "./secret-markers";
import type { SecretRecipe } from "./secrets";

/** Name of the store that the External Secrets ask; a cluster that has another one changes it in one place, by kustomize. */
export const SECRET_STORE = "vector-platform";

/** The same Secret for clusters with the External Secrets operator: base secrets come from its store, the rest is a template. */
export function externalSecret({ object, keys }: SecretRecipe): KubernetesObject {
  const { name, namespace, labels } = object.metadata;
  const from = [...new Set(keys.flatMap((key) => key.from))];
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name, ...(namespace && { namespace }), ...(labels && { labels }) },
    spec: {
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: SECRET_STORE },
      target: {
        name,
        template: {
          engineVersion: "v2",
          metadata: { ...(labels && { labels }) },
          data: Object.fromEntries(keys.map((key) => [key.name, key.parts.map(template).join("")])),
        },
      },
      data: from.map((secret) => ({ secretKey: variable(secret), remoteRef: { key: secret } })),
    },
  };
}

function template(part: Part): string {
  if (part.kind === "text") return part.text;
  return part.kind === "digest"
    ? `{{ .${variable(part.secret)} | sha256sum | upper }}`
    : `{{ .${variable(part.secret)} }}`;
}

/** A template can name letters, digits and _ only: `apiKey.alice` becomes api_key_alice. */
const variable = (secret: string): string =>
  secret
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]/g, "_")
    .toLowerCase();
