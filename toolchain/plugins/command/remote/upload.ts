import { readdir, stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { promisify } from "node:util";
import type { Client, SFTPWrapper, Stats } from "ssh2";

export type Source = { readonly path: string } | { readonly text: string };

/** The SFTP protocol's answer for a path that is not there. */
const NO_SUCH_FILE = 2;

/**
 * Copies to `target`, with the rules of the official plugin:
 * a folder goes into `target` under its own name, or with a trailing slash only its content does; a file goes to `target`, or into it when that is a folder.
 */
export async function upload(client: Client, source: Source, target: string): Promise<void> {
  const sftp = await promisify(
    client.sftp.bind(client) as (done: (error: Error | undefined, sftp: SFTPWrapper) => void) => void,
  )();
  try {
    if ("text" in source) await putText(sftp, source.text, target);
    else if ((await stat(source.path)).isDirectory()) await putFolderInto(sftp, source.path, target);
    else await putFile(sftp, source.path, await insideFolder(sftp, target, source.path));
  } finally {
    sftp.end();
  }
}

async function putText(sftp: SFTPWrapper, text: string, target: string): Promise<void> {
  if ((await look(sftp, target))?.isDirectory()) {
    throw new Error(`remote path ${target} is a folder; a StringAsset needs the path of a file`);
  }
  await tried(`write remote file ${target}`, (done) => sftp.writeFile(target, text, done));
}

async function putFolderInto(sftp: SFTPWrapper, source: string, target: string): Promise<void> {
  await ensureFolder(sftp, target);
  const into = source.endsWith("/") ? target : posix.join(target, basename(source));
  await putFolder(sftp, source, into);
}

async function putFolder(sftp: SFTPWrapper, source: string, target: string): Promise<void> {
  await ensureFolder(sftp, target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), posix.join(target, entry.name)];
    await (entry.isDirectory() ? putFolder(sftp, from, to) : putFile(sftp, from, to));
  }
}

async function putFile(sftp: SFTPWrapper, source: string, target: string): Promise<void> {
  await tried(`copy ${source} to remote path ${target}`, (done) => sftp.fastPut(source, target, done));
}

async function insideFolder(sftp: SFTPWrapper, target: string, source: string): Promise<string> {
  return (await look(sftp, target))?.isDirectory() ? posix.join(target, basename(source)) : target;
}

async function ensureFolder(sftp: SFTPWrapper, path: string): Promise<void> {
  const found = await look(sftp, path);
  if (found && !found.isDirectory()) throw new Error(`remote path ${path} exists but is not a directory`);
  if (!found) await tried(`create remote directory ${path}`, (done) => sftp.mkdir(path, done));
}

async function look(sftp: SFTPWrapper, path: string): Promise<Stats | undefined> {
  return new Promise((done, fail) => {
    sftp.stat(path, (error: (Error & { code?: number }) | undefined, found) => {
      if (!error) return done(found);
      if (error.code === NO_SUCH_FILE) return done(undefined);
      fail(new Error(`failed to stat remote path ${path}: ${error.message}`));
    });
  });
}

function tried(doing: string, call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((done, fail) => {
    call((error) => (error ? fail(new Error(`failed to ${doing}: ${error.message}`)) : done()));
  });
}
