import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { CheckpointError, FileHistory, FileStore, ServiceHistory } from "../checkpoint";
import { Audit, type StackAt } from "../rollback";
import { type Arguments, UsageError } from "./arguments";

interface ProjectFile {
  readonly name?: string;
  readonly backend?: { readonly url?: string };
  readonly stackConfigDir?: string;
}

/** Finds the project, its backend and everything that a rollback of the stack needs. @throws UsageError */
export function openStack(args: Arguments, project: string, env: NodeJS.ProcessEnv): StackAt {
  const settings = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const name = settings.name ?? "";
  const configFile = resolve(
    args.configFile ?? join(project, settings.stackConfigDir ?? "", `Pulumi.${args.stack}.yaml`),
  );
  const target = { project, stack: args.stack, env };
  const passphrases = [...passphraseOf(env), ...args.oldPassphraseFiles.map(readPassphrase)];
  const url = backendUrl(settings, env);
  if (!url.startsWith("file://")) {
    expectService(url);
    const history = new ServiceHistory(name, args.stack, target);
    return { history, audit: new Audit(undefined, name, args.stack), target, configFile, passphrases };
  }
  const store = FileStore.at(url);
  const history = new FileHistory(store, name, args.stack);
  return { history, audit: new Audit(store, name, args.stack), target, configFile, passphrases };
}

/** The nearest folder with a Pulumi.yaml, from here upwards; else the project that this tool belongs to. */
export function projectFolder(start: string, own: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (dirname(folder) === folder) break;
  }
  return own;
}

function backendUrl(settings: ProjectFile, env: NodeJS.ProcessEnv): string {
  const given = env.PULUMI_BACKEND_URL ?? settings.backend?.url;
  if (given) return given;
  const home = env.PULUMI_CREDENTIALS_PATH ?? env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const file = join(home, "credentials.json");
  const current = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as { current?: string }).current
    : undefined;
  if (current) return current;
  throw new CheckpointError("backend", "no backend is known", "run make tools, or pulumi login");
}

function expectService(url: string): void {
  if (url.startsWith("https://") || url.startsWith("http://")) return;
  const what = `backend ${url}: its files cannot be read from here`;
  throw new CheckpointError("backend", what, "copy it into a folder and set PULUMI_BACKEND_URL=file://FOLDER");
}

function passphraseOf(env: NodeJS.ProcessEnv): string[] {
  const { PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (text !== undefined) return [text];
  return file ? [readPassphrase(file)] : [];
}

function readPassphrase(file: string): string {
  if (!existsSync(file)) throw new UsageError(`the passphrase file ${file} is not there`);
  // As the engine reads it: one trailing line break is not part of it.
  return readFileSync(file, "utf8").trim();
}
