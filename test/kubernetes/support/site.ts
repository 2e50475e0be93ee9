import { readFileSync } from "node:fs";

/** Reference of an image as the local cluster has it: by its digest, in the registry that set-up fills. */
export function clusterImage(name: string): string {
  const path = process.env.VECTOR_PLATFORM_SITE ?? "";
  const site = path ? (JSON.parse(readFileSync(path, "utf8")) as Site) : {};
  const reference = site.platforms?.kubernetes?.images?.[name];
  if (reference) return reference;
  throw new Error(
    `no image named ${name} for the local cluster in ${path || "a site file"}: run make tools-kubernetes`,
  );
}

interface Site {
  readonly platforms?: { readonly kubernetes?: { readonly images?: Readonly<Record<string, string>> } };
}
