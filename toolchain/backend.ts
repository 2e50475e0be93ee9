import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readJson, writeWhole } from "./files";
import type { Layout } from "./layout";

/** Environment variables for Pulumi that say where state lives and how secrets are read. */
export type BackendVariables = Readonly<Record<string, string>>;

/** Somebody who is logged in keeps that backend; else state goes to files beside the project. */
export function backendVariables(layout: Layout, env: NodeJS.ProcessEnv = process.env): BackendVariables {
  const credentials = credentialsFolder(layout, env);
  if (loggedIn(layout, env, credentials)) return { PULUMI_CREDENTIALS_PATH: credentials };
  return { PULUMI_BACKEND_URL: fileBackend(layout), PULUMI_CONFIG_PASSPHRASE_FILE: layout.state.passphrase };
}

export function usesFiles(variables: BackendVariables): boolean {
  return variables.PULUMI_BACKEND_URL !== undefined;
}

/** Makes the folder of the file backend and, once only, the passphrase that encrypts the secrets in it. */
export function prepareFiles(layout: Layout): void {
  mkdirSync(layout.state.backend, { recursive: true, mode: 0o700 });
  if (existsSync(layout.state.passphrase)) return;
  writeWhole(layout.state.passphrase, `${randomBytes(32).toString("base64url")}\n`, 0o600);
}

function fileBackend(layout: Layout): string {
  return `file://${layout.state.backend}`;
}

/** What `. .tools/activate` exported earlier in the same shell is ours and says nothing about a login. */
function loggedIn(layout: Layout, env: NodeJS.ProcessEnv, credentials: string): boolean {
  if (env.PULUMI_ACCESS_TOKEN) return true;
  if (env.PULUMI_BACKEND_URL) return env.PULUMI_BACKEND_URL !== fileBackend(layout);
  const file = readJson(join(credentials, "credentials.json")) as { current?: string } | undefined;
  return Boolean(file?.current);
}

function credentialsFolder(layout: Layout, env: NodeJS.ProcessEnv): string {
  if (env.PULUMI_CREDENTIALS_PATH) return env.PULUMI_CREDENTIALS_PATH;
  const home = env.PULUMI_HOME === layout.home ? undefined : env.PULUMI_HOME;
  return home ?? join(homedir(), ".pulumi");
}
