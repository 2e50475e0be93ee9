import { imageName } from "./image-name";

/** Whether a registry has an image; or why it did not say. */
export type RegistrySays = { readonly has: boolean } | { readonly why: string };

/** Where the API of a registry is, if not at its name. */
const API: Readonly<Record<string, string>> = { "docker.io": "registry-1.docker.io" };

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const ANSWER_WITHIN_MS = 30_000;

/** Asks for the manifest of an image, as anybody may: without a login. Nothing is fetched. */
export async function askRegistry(reference: string): Promise<RegistrySays> {
  const { registry, repository, tag = "latest", digest } = imageName(reference);
  const host = API[registry] ?? registry;
  const url = `${scheme(host)}://${host}/v2/${repository}/manifests/${digest ?? tag}`;
  try {
    const first = await head(url);
    const token = first.status === 401 ? await guestToken(first.headers.get("www-authenticate")) : undefined;
    return judge(token ? await head(url, token) : first, registry);
  } catch (error) {
    return { why: `${registry} does not answer: ${reason(error)}` };
  }
}

function judge({ status }: Response, registry: string): RegistrySays {
  if (status === 200) return { has: true };
  if (status === 404) return { has: false };
  return { why: status === 401 || status === 403 ? `${registry} wants a login` : `${registry} answers ${status}` };
}

function head(url: string, token?: string): Promise<Response> {
  const headers = { accept: MANIFESTS, ...(token && { authorization: `Bearer ${token}` }) };
  return fetch(url, { method: "HEAD", headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
}

/** Public registries give everybody a token to read with, at the address that their refusal names. */
async function guestToken(challenge: string | null): Promise<string | undefined> {
  if (!challenge?.toLowerCase().startsWith("bearer ")) return undefined;
  const said = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]));
  const realm = said.get("realm");
  if (!realm) return undefined;
  const url = new URL(realm);
  for (const key of ["service", "scope"]) if (said.has(key)) url.searchParams.set(key, said.get(key) ?? "");
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (!answer.ok) return undefined;
  const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
  return token ?? access_token;
}

/** As container runtimes do it: what does not leave the machine needs no certificate. */
function scheme(host: string): string {
  return /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
}

/** What `fetch` throws says only that it failed; the cause says why. */
function reason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
