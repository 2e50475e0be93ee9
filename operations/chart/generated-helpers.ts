import type { PlatformConfig } from "../../stacks/config";
import type { File } from "../render";
import { BASE_SECRETS } from "../render";
import { SWITCHES } from "./parameters";

/** Secrets that come from outside, or are made in a way of their own. */
const NOT_RANDOM: readonly string[] = ["tlsCertificate", "webhookUrl"];

/** Helpers that follow from what this program knows: the switches by name, and lists that the written helpers go through. */
export function generatedHelpers({ collections }: PlatformConfig): File[] {
  const switches = SWITCHES.map(
    ({ name, expression }) => `${name}: {{ if ${expression} }}true{{ else }}false{{ end }}`,
  );
  const random = BASE_SECRETS.filter((secret) => !NOT_RANDOM.includes(secret));
  return [
    { path: "templates/_switches.tpl", content: define("switches", switches.join("\n")) },
    {
      path: "templates/_lists.tpl",
      content:
        define("standard-collections", Object.keys(collections).join(" ")) + define("generated-keys", random.join(" ")),
    },
  ];
}

function define(name: string, body: string): string {
  return `{{- define "vector-platform.${name}" -}}\n${body}\n{{- end -}}\n`;
}
