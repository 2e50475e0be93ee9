import { createHash } from "node:crypto";
import type { Filter } from "../dependencies/qdrant";

/** Raised when the form of a cached value changes: releases of both slots share one cache. */
const FORMAT = "v1";

/** Vectors depend on the model and the text, not on who asked: both slots share them, as long as their models agree. */
export function embeddingKey(model: string, text: string): string {
  return `api:${FORMAT}:embedding:${digest([model, text])}`;
}

export interface SearchKeyParts {
  readonly collection: string;
  /** The text with its model, or the vector. */
  readonly subject: { readonly model: string; readonly text: string } | readonly number[];
  readonly limit: number;
  readonly filter?: Filter;
  readonly withPayload: boolean;
}

export function searchKey(parts: SearchKeyParts): string {
  const { collection, subject, limit, filter, withPayload } = parts;
  const what = "text" in subject ? [subject.model, subject.text] : [...subject];
  return `api:${FORMAT}:search:${digest([collection, what, limit, canonical(filter ?? null), withPayload])}`;
}

/** Changes with every write to the collection: a result found under an older generation is no longer true. */
export function generationKey(collection: string): string {
  return `api:${FORMAT}:generation:${collection}`;
}

/** A point sent twice without an id is one point: the id follows from its content (RFC 9562, version 8). */
export function contentId(collection: string, content: unknown): string {
  const hex = digest([collection, canonical(content)])
    .slice(0, 32)
    .split("");
  hex[12] = "8";
  hex[16] = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4] ?? "8";
  const text = hex.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The order in which a caller wrote properties means nothing. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
