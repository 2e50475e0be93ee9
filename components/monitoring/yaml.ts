import { stringify } from "yaml";

/** YAML as an engineer would write it: queries stay on one line, so that they can be searched and pasted. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
