import type { Resource } from "../../checkpoint";
import { isProvider, packageOf } from "../../checkpoint";
import type { Verdict } from "../verdict";

export interface Plugin {
  readonly name: string;
  readonly version?: string;
}

/** Providers that are part of the engine or of the SDK. */
const BUILT_IN = ["pulumi", "pulumi-nodejs", "pulumi-python"];

export function wantedPlugins(resources: readonly Resource[]): readonly Plugin[] {
  const all = resources
    .filter(({ type }) => isProvider(type) && !BUILT_IN.includes(packageOf(type)))
    .map(({ type, inputs }): Plugin => {
      const version = inputs?.version;
      return { name: packageOf(type), ...(typeof version === "string" && { version }) };
    });
  return all.filter(
    (plugin, index) =>
      all.findIndex(({ name, version }) => name === plugin.name && version === plugin.version) === index,
  );
}

/** One on PATH, whose version nobody knows, is what the engine takes first. */
function isIn(installed: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || installed === undefined || installed === wanted;
}

/**
 * @param installed undefined when nobody could look
 * @param ofProject packages whose plugin the project itself brings
 */
export function judgePlugins(
  wanted: readonly Plugin[],
  installed: readonly Plugin[] | undefined,
  ofProject: readonly string[],
): Verdict {
  const check = "plugins";
  if (!installed) {
    return {
      check,
      answer: "unknown",
      says: "the engine does not say what is installed",
      remedy: "run pulumi plugin ls",
    };
  }
  const missing = wanted.filter(
    ({ name, version }) =>
      !ofProject.includes(name) && !installed.some((plugin) => plugin.name === name && isIn(plugin.version, version)),
  );
  if (missing.length === 0) return { check, answer: "yes", says: `${wanted.length} provider versions are installed` };
  const remedy = missing.map(({ name, version = "" }) => `pulumi plugin install resource ${name} ${version}`.trim());
  const list = missing.map(({ name, version }) => [name, version].filter(Boolean).join(" ")).join(", ");
  return { check, answer: "no", says: `not installed: ${list}`, remedy: remedy.join(" && ") };
}
