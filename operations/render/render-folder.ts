import type { PlatformConfig } from "../../stacks/config";
import { externalSecret } from "./external-secrets";
import { type File, fileNames, manifestFiles, SECRETS, toYaml } from "./folder";
import { identity, type KubernetesObject } from "./objects";
import { readme } from "./readme";
import { secretRecipes, withoutContent } from "./secrets";
import { secretsScript } from "./secrets-script";

/** Everything that a folder of manifests holds. Pure: the same objects make the same bytes. */
export function renderFolder(config: PlatformConfig, objects: readonly KubernetesObject[]): File[] {
  const manifests = manifestFiles(objects.map(unmanaged));
  const recipes = secretRecipes(objects.map(unmanaged));
  const names = fileNames(objects);
  const namespaces = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: manifests.map(({ path }) => path),
  };
  return [
    ...manifests,
    ...recipes.map((recipe) => ({
      path: `${SECRETS}/${names.get(identity(recipe.object))}`,
      content: toYaml(withoutContent(recipe)),
    })),
    ...recipes.map((recipe) => {
      const object = externalSecret(recipe);
      return { path: `external-secrets/externalsecret-${object.metadata.name}.yaml`, content: toYaml(object) };
    }),
    { path: "kustomization.yaml", content: toYaml(kustomization) },
    {
      path: "create-secrets.sh",
      content: secretsScript(recipes, config.gateway.tls.hostnames),
      executable: true,
    },
    { path: "README.md", content: readme({ stack: config.stack, namespaces, count: manifests.length, recipes }) },
  ];
}

const MANAGED_BY = "app.kubernetes.io/managed-by";
/** Of markers, here: it would only say that they never change. */
const SEALED = "vector-platform/sealed-files";

/** Whoever applies the folder manages the objects, and is not known here. */
function unmanaged<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unmanaged) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== MANAGED_BY && key !== SEALED);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unmanaged(inner)])) as T;
}
