import type { File } from "../render";
import { FINGERPRINT } from "./prepare";
import { USES_SECRETS } from "./secret-expressions";
import { bits, type Emitter, HEADER, type Language } from "./synthesis/emit";
import { hasPlaceholder } from "./synthesis/formula";
import type { Line } from "./synthesis/shape";

/** A text that never changes and is longer than this lies in a file of its own. */
const LONG = 1500;

/** The templates of the longer texts of an object. */
export function textTemplates(emitter: Emitter, language: Language): { defines: string[]; files: File[] } {
  const files: File[] = [];
  const defines = [...emitter.texts].flatMap(([name, { lines, ending, runs }]) => {
    const fixed = constant(lines, runs, language);
    if (fixed !== undefined && fixed.length > LONG) {
      const path = `files/${name.replace(/^vector-platform\.(configmap\.)?/, "")}`;
      files.push({ path, content: fixed + ending });
      return [`{{ define "${name}" }}{{ $.Files.Get "${path}" }}{{ end }}`];
    }
    return text(name, emitter.exactText(lines, runs), ending);
  });
  return { defines, files };
}

/** Exactly the text: what is outside of its lines gives out nothing. */
function text(name: string, body: string, ending: string): string[] {
  const at = body.indexOf(FINGERPRINT);
  if (at < 0) return [define(name, body + ending)];
  const split = body.lastIndexOf("\n\n", at);
  const before = `${name}.before-fingerprint`;
  const hash = `{{ include "${before}" $ | sha256sum | trunc 16 }}`;
  const rest = body.slice(split).replaceAll(FINGERPRINT, hash);
  return [define(before, body.slice(0, split)), define(name, `{{ include "${before}" $ }}${rest}${ending}`)];
}

function define(name: string, body: string): string {
  const header = body.includes("$on.") ? HEADER.replace("{{-", "{{") : "";
  const keys = USES_SECRETS.test(body) ? '{{ $keys := include "vector-platform.keys" $ | fromJson }}' : "";
  return `{{ define "${name}" }}${header}${keys}${body}{{ end }}`;
}

function constant(lines: readonly Line[], runs: ReadonlySet<number>, language: Language): string | undefined {
  const flat = lines.flatMap(flattened);
  const changes = flat.some(
    ({ line, runs: own }) =>
      bits(own) !== bits(runs) ||
      hasPlaceholder(line) ||
      line.includes(FINGERPRINT) ||
      language.finish?.(line) !== line,
  );
  return changes ? undefined : flat.map(({ line }) => line).join("\n");
}

function flattened(line: Line): Line[] {
  return [line, ...line.below.flatMap(flattened)];
}
