import { createHash, createHmac } from "node:crypto";
import { posix } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload";

/** Contents by key of a ConfigMap or Secret. */
export type Contents = Readonly<Record<string, pulumi.Input<string>>>;

const READABLE = 0o444;
/** Owner is root, group the pod's own. */
const GROUP_ONLY = 0o440;

export function configName(workload: string): string {
  return `${workload}-files`;
}

export function secretName(workload: string): string {
  return `${workload}-secrets`;
}

/** Many servers ask who they are; the accounts of their images know nothing of the user that runs them here. */
export function identityFiles(name: string, user: number): Contents {
  return {
    passwd: `root:x:0:0:root:/:/usr/sbin/nologin\n${name}:x:${user}:${user}::/:/usr/sbin/nologin\n`,
    group: `root:x:0:\n${name}:x:${user}:\n`,
  };
}

/** The key of a file: its path, since two directories may hold files of one name. */
export function keyOf(path: string): string {
  return path.replace(/^\//, "").replaceAll("/", "_");
}

export function byKey(files: readonly { readonly path: string; readonly content: pulumi.Input<string> }[]): Contents {
  const contents: Record<string, pulumi.Input<string>> = {};
  for (const { path, content } of files) {
    const key = keyOf(path);
    if (key in contents) {
      throw new Error(`${path}: another file of this workload has the same key ${key}; give one of them another name`);
    }
    contents[key] = content;
  }
  return contents;
}

/** As the API keeps a secret; given as text, it would come back in this form and look changed. */
export function encoded(contents: Contents): Contents {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return Object.fromEntries(
    Object.entries(contents).map(([key, content]) => [key, pulumi.secret(pulumi.output(content).apply(base64))]),
  );
}

/** One read-only mount for each directory, whatever lies in it: configuration for all to read, secrets for the group alone. */
export function fileMounts(workload: Workload) {
  return directories(workload).map((directory) => ({
    volume: {
      name: volumeName(directory),
      projected: {
        defaultMode: GROUP_ONLY,
        sources: [
          ...source("configMap", configName(workload.name), READABLE, inside(directory, workload.files)),
          ...source("secret", secretName(workload.name), GROUP_ONLY, inside(directory, workload.secrets)),
        ],
      },
    },
    mount: { name: volumeName(directory), mountPath: directory, readOnly: true },
  }));
}

interface WithPath {
  readonly path: string;
}

function source(kind: "configMap" | "secret", name: string, mode: number, files: readonly WithPath[]) {
  const items = files.map(({ path }) => ({ key: keyOf(path), path: posix.basename(path), mode }));
  return items.length > 0 ? [{ [kind]: { name, items } }] : [];
}

function inside(directory: string, files: readonly WithPath[] = []): WithPath[] {
  return files.filter(({ path }) => posix.dirname(path) === directory);
}

function directories({ files = [], secrets = [] }: Workload): string[] {
  return [...new Set([...files, ...secrets].map(({ path }) => posix.dirname(path)))].sort();
}

function volumeName(directory: string): string {
  return `files${directory.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}

/** Changes exactly when a content does. Pods roll by it: a running one may take a minute to see a changed file, or never look. */
export function contentHash(contents: Contents): pulumi.Output<string> {
  return pulumi
    .all(contents)
    .apply((known) => createHash("sha256").update(canonical(known)).digest("hex").slice(0, 16));
}

/** The same for secrets, under a key of its own: a plain hash of a weak password could be guessed by who may list pods. */
export function sealedHash(contents: Contents, key: pulumi.Input<string>): pulumi.Output<string> {
  const hash = pulumi
    .all([key, pulumi.all(contents)])
    .apply(([secret, known]) => createHmac("sha256", secret).update(canonical(known)).digest("hex").slice(0, 16));
  return pulumi.secret(hash);
}

function canonical(contents: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(contents).sort(([a], [b]) => (a < b ? -1 : 1)));
}
