import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { Target } from "../checkpoint";
import type { Looked } from "./ask";
import type { AssetFact, WantedAsset } from "./checks/assets";
import type { Plugin } from "./checks/plugins";

/** Ways to look at this machine; what cannot be looked at says why. */

export function lookAtAsset(project: string): (asset: WantedAsset) => AssetFact {
  return ({ path = "", kind }) => {
    const file = resolve(project, path);
    if (!existsSync(file)) return { there: false };
    if (kind === "archive" || statSync(file).isDirectory()) return { there: true };
    return { there: true, hash: createHash("sha256").update(readFileSync(file)).digest("hex") };
  };
}

const INSTALLED = /^resource-(.+)-v(\d[^-]*(?:-.+)?)$/;

/** Provider plugins that are installed, or on PATH in whatever version. The engine would be asked a second for the same. */
export function lookForPlugins({ env = process.env }: Pick<Target, "env">): Looked<readonly Plugin[]> {
  const home = join(env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  try {
    const folders = existsSync(home) ? readdirSync(home) : [];
    const installed = folders.flatMap((folder): Plugin[] => {
      const [, name, version] = INSTALLED.exec(folder) ?? [];
      return name && version ? [{ name, version }] : [];
    });
    return { found: [...installed, ...onPath(env)] };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

function onPath(env: NodeJS.ProcessEnv): Plugin[] {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "" && existsSync(folder));
  const programs = folders.flatMap((folder) => readdirSync(folder)).filter((name) => name.startsWith(ON_PATH));
  return programs.map((name) => ({ name: name.slice(ON_PATH.length) }));
}

const ON_PATH = "pulumi-resource-";
