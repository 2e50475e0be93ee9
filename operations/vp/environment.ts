import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What somebody has set outright stands, wherever set-up would put things. */
const CHOICES = [
  "PULUMI_HOME",
  "PULUMI_BACKEND_URL",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_ACCESS_TOKEN",
  "DOCKER_HOST",
  "VECTOR_PLATFORM_SITE",
  "KUBECONFIG",
];

/**
 * The environment that `. .tools/activate` makes, for a shell that has not done so. Where set-up was never run, or the
 * shell has done it, everything stays as it is.
 */
export function activated(project: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const script = join(project, ".tools", "activate");
  const bin = join(project, ".tools", "bin");
  if (!existsSync(script) || (env.PATH ?? "").split(delimiter).includes(bin)) return env;
  const printed = execFileSync("sh", ["-c", '. "$1" && env -0', "sh", script], { env, encoding: "utf8" });
  const made = Object.fromEntries(printed.split("\0").filter(Boolean).map(split));
  return { ...made, ...chosen(env) };
}

/** A passphrase that was given in one way must not compete with one that set-up gives in the other. */
function chosen(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.fromEntries(CHOICES.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
  const passphrase = own.PULUMI_CONFIG_PASSPHRASE !== undefined || own.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  if (!passphrase) return own;
  return {
    PULUMI_CONFIG_PASSPHRASE: undefined,
    PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    ...own,
  };
}

function split(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
