import { readFileSync } from "node:fs";

/** Reference of an image as this machine has it: built here where no registry answers, else the official one. */
export function siteImage(name: string): string {
  const path = process.env.VECTOR_PLATFORM_SITE;
  const site = path ? (JSON.parse(readFileSync(path, "utf8")) as { images?: Record<string, string> }) : {};
  const reference = site.images?.[name] ?? OFFICIAL[name];
  if (!reference) throw new Error(`no image named ${name}`);
  return reference;
}

const OFFICIAL: Record<string, string> = { node: "docker.io/library/node:22-bookworm-slim" };
