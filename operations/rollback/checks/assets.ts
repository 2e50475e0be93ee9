import type { Resource } from "../../checkpoint";
import { isMarked, type Value } from "../../checkpoint";
import type { Verdict } from "../verdict";

/** A file that a resource was made from, with the hash of its content at the time. */
export interface WantedAsset {
  readonly urn: string;
  readonly kind: "asset" | "archive";
  readonly path?: string;
  readonly uri?: string;
  readonly hash?: string;
}

/** What lies there today; `hash` of a plain file only. */
export type AssetFact = { readonly there: false } | { readonly there: true; readonly hash?: string };

/** Files outside the checkpoint; what was text is in it. */
export function wantedAssets(resources: readonly Resource[]): readonly WantedAsset[] {
  const found: WantedAsset[] = [];
  const visit = (urn: string, value: Value): void => {
    const kind = isMarked(value, "asset") ? "asset" : isMarked(value, "archive") ? "archive" : undefined;
    if (kind) {
      const { path, uri, hash } = value as { [key: string]: string };
      if (path || uri) found.push({ urn, kind, ...(path && { path }), ...(uri && { uri }), ...(hash && { hash }) });
    }
    if (typeof value === "object" && value !== null) for (const child of Object.values(value)) visit(urn, child);
  };
  for (const { urn, inputs } of resources) visit(urn, inputs ?? {});
  return found;
}

export function judgeAssets(wanted: readonly WantedAsset[], fact: (asset: WantedAsset) => AssetFact): Verdict {
  const check = "assets";
  const remedy = "check out the version of that release beside this one and run from there, or choose another release";
  const files = wanted.filter(({ path }) => path !== undefined);
  const facts = files.map((asset) => ({ asset, fact: fact(asset) }));
  const gone = facts.filter(({ fact: { there } }) => !there).map(({ asset }) => asset.path);
  if (gone.length > 0) return { check, answer: "no", says: `files are gone: ${gone.join(", ")}`, remedy };
  const changed = facts.filter(
    ({ asset, fact: now }) => now.there && now.hash && asset.hash && now.hash !== asset.hash,
  );
  if (changed.length > 0) {
    const list = changed.map(({ asset }) => asset.path).join(", ");
    return { check, answer: "no", says: `files have another content now: ${list}`, remedy };
  }
  const remote = wanted.filter(({ uri }) => uri !== undefined);
  if (remote.length > 0) {
    return { check, answer: "warning", says: `not looked at: ${remote.map(({ uri }) => uri).join(", ")}` };
  }
  return {
    check,
    answer: "yes",
    says: files.length > 0 ? `${files.length} files are as they were` : "no files needed",
  };
}
