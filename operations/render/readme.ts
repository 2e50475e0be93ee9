import { SECRET_STORE } from "./external-secrets";
import type { Part } from "./secret-markers";
import { neededSecrets, type SecretRecipe } from "./secrets";
import { FROM_OUTSIDE, variable } from "./secrets-script";

export interface Rendered {
  readonly stack: string;
  readonly namespaces: readonly string[];
  readonly count: number;
  readonly recipes: readonly SecretRecipe[];
}

/** The first line of a folder that was written here: only such a folder is written again. */
export const TITLE = "# Manifests of the vector platform, stack ";

/** What is in the folder and what has to be done beside applying it. */
export function readme({ stack, namespaces, count, recipes }: Rendered): string {
  return `${TITLE}${stack}

${count} objects for the namespaces ${namespaces.join(", ")}, written by \`make render STACK=${stack}\` from the same components that
\`pulumi up\` deploys. Change the stack's configuration and render again; a change made here is lost.

    ./create-secrets.sh               # once: the folder holds no secret
    kubectl apply --kustomize .       # or point Argo CD or Flux at this folder

| | |
|---|---|
| \`manifests/\` | one file for each object, in the order in which they have to exist |
| \`kustomization.yaml\` | lists them |
| \`secrets/\` | what each Secret is called and which keys it has to have, without content; not in the kustomization |
| \`external-secrets/\` | the same Secrets for the External Secrets operator; not in the kustomization |
| \`create-secrets.sh\` | makes the Secrets with kubectl |

\`create-secrets.sh\` applies \`manifests/1-cluster\` first, because Secrets need their namespace.

## Secrets

A workload starts when the Secrets that it mounts exist. They are made of these values:

| value | variable of create-secrets.sh | when it is not given |
|---|---|---|
${neededSecrets(recipes).map(valueRow).join("\n")}

\`create-secrets.sh\` keeps the values that it generates in the Secret \`vector-platform-keys\`, which no workload mounts, so that a second
run makes the same Secrets. To change a value, give it in the environment, run the script and restart what uses it:
\`kubectl rollout restart\`.

With the External Secrets operator, put the values under these names into a store that the ClusterSecretStore \`${SECRET_STORE}\` leads to,
and apply \`external-secrets/\` instead of running the script.

| Secret | key | content |
|---|---|---|
${recipes.flatMap(keyRows).join("\n")}

\`sha256(x)\` is the SHA-256 of the value in upper-case hex: \`printf %s "$x" | sha256sum | cut -d' ' -f1 | tr a-f A-F\`.

## What is not here

The collections of Qdrant: \`pulumi up\` and the Helm chart create them, a folder of manifests cannot. Create them through the operator
entry, or use the chart (\`make chart\`).
`;
}

function valueRow(secret: string): string {
  const otherwise = FROM_OUTSIDE.includes(secret) ? "has to be given" : "generated";
  return `| \`${secret}\` | \`${variable(secret)}\` | ${otherwise} |`;
}

function keyRows({ object, keys }: SecretRecipe): string[] {
  return keys.map(
    ({ name, parts }) => `| \`${object.metadata.name}\` | \`${name}\` | \`${parts.map(words).join("")}\` |`,
  );
}

function words(part: Part): string {
  if (part.kind === "text") return part.text.replaceAll("\n", "\\n").replaceAll("|", "\\|");
  return part.kind === "digest" ? `sha256(<${part.secret}>)` : `<${part.secret}>`;
}
