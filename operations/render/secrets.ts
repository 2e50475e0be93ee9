import type { KubernetesObject } from "./objects";
import { BASE_SECRETS, type Part, partsOf, secretsIn } from "./secret-markers";

/** What has to be in a Secret before the workloads that mount it can start. */
export interface SecretRecipe {
  readonly object: KubernetesObject;
  readonly keys: readonly SecretKey[];
}

export interface SecretKey {
  readonly name: string;
  readonly parts: readonly Part[];
  /** The base secrets in it; none where a file is kept in a Secret for what it may hold. */
  readonly from: readonly string[];
}

/** Reads off the markers what each Secret is made of. */
export function secretRecipes(objects: readonly KubernetesObject[]): SecretRecipe[] {
  return objects.filter(({ kind }) => kind === "Secret").map(recipe);
}

/** Every base secret that the Secrets need, in a stable order. */
export function neededSecrets(recipes: readonly SecretRecipe[]): string[] {
  const used = new Set(recipes.flatMap(({ keys }) => keys.flatMap(({ from }) => from)));
  const known = BASE_SECRETS.filter((name) => used.has(name));
  return [...known, ...[...used].filter((name) => !(known as readonly string[]).includes(name)).sort()];
}

/** The Secret without anything secret: what it is called and which keys it has to have. */
export function withoutContent({ object, keys }: SecretRecipe): KubernetesObject {
  const { data: _, stringData: __, ...rest } = object;
  const annotations = {
    ...object.metadata.annotations,
    "vector-platform/keys": keys.map(({ name }) => name).join(" "),
  };
  return { ...rest, metadata: { ...object.metadata, annotations } } as KubernetesObject;
}

function recipe(object: KubernetesObject): SecretRecipe {
  const text = (object.stringData ?? {}) as Record<string, string>;
  const encoded = Object.entries((object.data ?? {}) as Record<string, string>);
  const decoded = encoded.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")] as const);
  const keys = [...Object.entries(text), ...decoded].sort(([a], [b]) => (a < b ? -1 : 1));
  return { object, keys: keys.map(([name, content]) => secretKey(name, content)) };
}

function secretKey(name: string, content: string): SecretKey {
  const named = [...content.matchAll(/__marker_of_([A-Za-z0-9_.-]+?)__/g)].map(([, secret = ""]) => secret);
  const clients = [...content.matchAll(/^[0-9A-F]{64} (\S+)$/gm)].map(([, client]) => `apiKey.${client}`);
  const parts = partsOf(content, [...new Set([...BASE_SECRETS, ...named, ...clients])]);
  return { name, parts, from: secretsIn(parts) };
}
