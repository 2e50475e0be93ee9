import { createHash } from "node:crypto";
import { BASE_SECRETS, marker } from "../render";

/** Whether a text asks for the values of secrets. */
export const USES_SECRETS = /\$keys\./;

const HASHES = new Map(BASE_SECRETS.map((secret) => [hash(marker(secret)), secret]));

/** Secrets are known to Helm alone: a marker becomes the expression that gives the value. */
export function finishSecrets(text: string): string {
  return text
    .replace(/__marker_of_([A-Za-z]+)__/g, "{{ $keys.$1 }}")
    .replace(/\b([0-9A-F]{64}) default\b/g, (line, digest: string) =>
      HASHES.get(digest) === "apiKey" ? '{{ include "vector-platform.api-keys" $ }}' : line,
    )
    .replace(/\b[0-9A-F]{64}\b/g, (digest) => {
      const secret = HASHES.get(digest);
      return secret ? `{{ $keys.${secret} | sha256sum | upper }}` : digest;
    });
}

function hash(value: string): string {
  return createHash("sha256").update(value).digest("hex").toUpperCase();
}
