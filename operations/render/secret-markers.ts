import { createHash } from "node:crypto";

/**
 * Secrets that everything else is made of. Rendering runs with a marker in the place of each, never with a value: what a
 * Secret holds is then read off the markers.
 */
export const BASE_SECRETS = [
  "apiKey",
  "operatorKey",
  "qdrantApiKey",
  "qdrantReadOnlyKey",
  "redisPassword",
  "postgresPassword",
  "postgresMonitorPassword",
  "grafanaPassword",
  "tlsCertificate",
  "webhookUrl",
] as const;
export type BaseSecret = (typeof BASE_SECRETS)[number];

/** Name of the API client that has a key where the stack names none. */
export const DEFAULT_CLIENT = "default";

/** A piece of what a Secret holds: text as it is, the value of a base secret, or its SHA-256 in upper-case hex. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly secret: string }
  | { readonly kind: "digest"; readonly secret: string };

const MARKER = /__marker_of_([A-Za-z0-9_.-]+?)__/;

/** Long enough and of the right characters to pass for a key everywhere. */
export function marker(secret: string): string {
  return `__marker_of_${secret}__`;
}

/** @param secrets what may be in it: base secrets, and `apiKey.<client>` for each further client */
export function partsOf(content: string, secrets: readonly string[]): Part[] {
  const digests = new Map(secrets.map((secret) => [digest(marker(secret)), secret]));
  const pattern = new RegExp(`(${MARKER.source.replace("(", "(?:")}|${[...digests.keys()].join("|")})`);
  return content.split(pattern).flatMap((piece): Part[] => {
    if (piece === "") return [];
    const secret = MARKER.exec(piece)?.[1];
    if (secret !== undefined) return [{ kind: "value", secret }];
    const hashed = digests.get(piece);
    return [hashed === undefined ? { kind: "text", text: piece } : { kind: "digest", secret: hashed }];
  });
}

/** The base secrets that a content is made of, each once. */
export function secretsIn(parts: readonly Part[]): string[] {
  return [...new Set(parts.flatMap((part) => (part.kind === "text" ? [] : [part.secret])))];
}

/** As the gateway's key files have it. */
function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex").toUpperCase();
}
