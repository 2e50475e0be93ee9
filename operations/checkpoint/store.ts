import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a backend keeps its files: a folder, or a bucket with the same keys. */
export interface BlobStore {
  /** Keys below a folder, not deeper, sorted by name; none when the folder is not there. */
  list(folder: string): Promise<readonly string[]>;
  /** @returns undefined when there is no such key */
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, content: string): Promise<void>;
}

/** The folder of a file backend. */
export class FileStore implements BlobStore {
  constructor(private readonly root: string) {}

  /** @param url `file://…`, absolute, or relative with `~` or `.` as Pulumi takes it */
  static at(url: string): FileStore {
    const path = url.slice("file://".length);
    if (path.startsWith("~")) return new FileStore(join(process.env.HOME ?? "", path.slice(1)));
    return new FileStore(path.startsWith("/") ? fileURLToPath(url) : path);
  }

  async list(folder: string): Promise<readonly string[]> {
    const path = join(this.root, folder);
    return existsSync(path) ? (await readdir(path)).sort().map((name) => `${folder}/${name}`) : [];
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const path = join(this.root, key);
    return existsSync(path) ? readFile(path) : undefined;
  }

  async write(key: string, content: string): Promise<void> {
    const path = join(this.root, key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600 });
  }
}

/** Last part of a key. */
export function fileName(key: string): string {
  return basename(key);
}
