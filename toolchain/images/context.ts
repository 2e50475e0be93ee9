import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { BASE_HASH } from "./base";
import { fetched } from "./fetch";
import { type ImageName, recipe } from "./recipes";

const IGNORED = new Set(["__pycache__", ".pytest_cache"]);

export function folderOf(name: ImageName): string {
  return path.join(__dirname, name);
}

/** Changes exactly when something that goes into the image does: its folder, what is fetched for it, or the base. */
export async function inputsHash(name: ImageName): Promise<string> {
  const hash = createHash("sha256")
    .update(BASE_HASH)
    .update(JSON.stringify(recipe(name).fetch ?? []));
  for (const file of await filesOf(folderOf(name))) {
    hash.update(`\0${file}\0`).update(await readFile(path.join(folderOf(name), file)));
  }
  return hash.digest("hex");
}

/** Calls `use` with a folder that holds the image's own files and, under `fetched/`, what came from registries. */
export async function withContext<T>(
  name: ImageName,
  workDir: string,
  use: (context: string) => Promise<T>,
): Promise<T> {
  await mkdir(workDir, { recursive: true });
  const context = await mkdtemp(path.join(workDir, `context-${name}-`));
  try {
    await cp(folderOf(name), context, { recursive: true, filter: (file) => !IGNORED.has(path.basename(file)) });
    for (const fetch of recipe(name).fetch ?? []) {
      const place = await fetched(fetch, folderOf(name), workDir);
      await cp(place, path.join(context, "fetched", fetch.into), { recursive: true });
    }
    return await use(context);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(path.sep).some((part) => IGNORED.has(part)))
    .sort();
}
