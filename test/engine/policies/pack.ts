import { copyFile, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePack, PACK } from "../../../policies/bundle";

export interface Pack {
  readonly folder: string;
  discard(): Promise<void>;
}

/** The policy pack of the working tree, bundled as set-up does it, in a folder of its own. */
export async function policyPack(): Promise<Pack> {
  const folder = await mkdtemp(join(tmpdir(), "vp-policies-"));
  for (const file of ["PulumiPolicy.yaml", "package.json"]) await copyFile(join(PACK, file), join(folder, file));
  await symlink(join(PACK, "..", "node_modules"), join(folder, "node_modules"));
  await bundlePack(join(folder, "dist"));
  return { folder, discard: () => rm(folder, { recursive: true, force: true }) };
}
