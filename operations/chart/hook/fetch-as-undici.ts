/**
 * The one function of undici that the collections' connection uses, over Node's own fetch: the bundle of the hook travels in a
 * ConfigMap, where a whole HTTP client has no place.
 */
export async function request(url: string, options: RequestInit) {
  const response = await fetch(url, {
    method: options.method,
    headers: options.headers,
    body: options.body,
    signal: options.signal,
  });
  return { statusCode: response.status, body: { text: () => response.text() } };
}

/** Connections are fetch's own business. */
export class Agent {}
