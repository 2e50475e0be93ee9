import type { Values } from "./values";
import type { Node } from "./values-schema";

/** First line of the folder that is written. */
export const TITLE = "# Helm chart of the vector platform";

/** What a user of the chart has to know. */
export function readme(values: Values, schema: Node, version: string): string {
  return `${TITLE}

Version ${version}, written by \`make chart\` from the same components that \`pulumi up\` deploys.

\`\`\`sh
kubectl create namespace vectors
kubectl label namespace vectors pod-security.kubernetes.io/enforce=restricted
helm install my-platform . --namespace vectors --values values-staging.yaml --wait --timeout 15m \\
  --set slots.blue.image=registry.example/vector-db-api:1.0.0
helm test my-platform --namespace vectors
\`\`\`

The API service's image is the one value without a default. \`values-dev.yaml\`, \`values-staging.yaml\` and \`values-production.yaml\` are the sizes
of the three environments. The chart has no dependencies: Qdrant, Redis, Postgres and the monitoring are configured for each other, which
charts of other projects could not be.

## Releases

| to | values |
|---|---|
| bring a version up beside the active one | \`slots.green.enabled=true\`, \`slots.green.version=1.1.0\`, \`slots.green.image=…\` |
| give it a share of the traffic | \`canaryWeight=5\` |
| move the traffic | \`activeSlot=green\`, \`canaryWeight=0\`, in an upgrade of its own |
| close for maintenance | \`maintenance=true\` |
| take the last upgrade back | \`helm rollback\` |

Helm changes everything at once. So bring a slot up with one upgrade and move the traffic with the next; an upgrade that would move it to a
slot that does not run is refused.

## Secrets

What \`secrets.values\` does not give is generated at the first install and kept in the Secret \`vector-platform-keys\`, which later upgrades
read. A Secret of your own with the same keys takes its place by \`secrets.existingSecret\`. With \`secrets.create=false\` the chart renders no
Secret at all: create those that the workloads mount (\`make render\` lists them and writes External Secrets for them). Without a cluster,
as in \`helm template\`, nothing can be looked up: give values, or use \`secrets.create=false\`.

## What Helm does not do

- A changed collection is converged by the job after the upgrade; dimensions, distance and shards cannot change, and the job then fails and
  says so. A collection that is taken out of the values stays in Qdrant.
- With \`protectData\` the volumes and the Secret with the keys survive \`helm uninstall\`.
- The check that memory and disk can hold the declared vectors is \`pulumi preview\`'s.

## Values

| key | default | |
|---|---|---|
${rows(values, schema, []).join("\n")}
`;
}

function rows(values: Values, schema: Node, path: readonly string[]): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const node = schema.properties?.[key];
    const here = [...path, key];
    if (isTree(value) && node?.properties) return rows(value, node, here);
    const shown = isTree(value) && Object.keys(value).length > 0 ? "see values.yaml" : `\`${JSON.stringify(value)}\``;
    return [`| \`${here.join(".")}\` | ${shown} | ${(node?.description ?? "").replaceAll("|", "\\|")} |`];
  });
}

function isTree(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
