import type { Slot } from "../../components/slots/slot";
import { type Images, resolveImages } from "./images";
import type { ParsedConfig } from "./schema";

type ParsedCollection = NonNullable<ParsedConfig["collections"][string]>;

export interface SlotConfig {
  /** It runs: because it is enabled, or because it is the active one. */
  readonly enabled: boolean;
  readonly version: string;
  readonly image: string;
  /** The image is built from services/api instead of pulled. */
  readonly build: boolean;
}

export type CollectionConfig = Readonly<ParsedCollection & { dimensions: number }>;

interface Resolved {
  readonly stack: string;
  readonly images: Images;
  readonly slots: Readonly<Record<Slot, SlotConfig>>;
  readonly collections: Readonly<Record<string, CollectionConfig>>;
  readonly kubernetes: Readonly<ParsedConfig["kubernetes"] & { namespace: string }>;
}

/** What the program reads: complete, in numbers with their unit in the name, without secrets. */
export type PlatformConfig = DeepReadonly<Omit<ParsedConfig, keyof Resolved>> & Resolved;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** Fills in what depends on another value. */
export function resolve(parsed: ParsedConfig, stack: string): PlatformConfig {
  return {
    ...parsed,
    stack,
    images: resolveImages(parsed.images, parsed.embedding),
    slots: { blue: resolveSlot(parsed, "blue"), green: resolveSlot(parsed, "green") },
    collections: resolveCollections(parsed),
    kubernetes: { ...parsed.kubernetes, namespace: parsed.kubernetes.namespace ?? `vector-platform-${stack}` },
    docker: { ...parsed.docker, host: parsed.docker.host ?? targetEngine(parsed.deployment) },
  };
}

function resolveSlot({ slots, activeSlot }: ParsedConfig, slot: Slot): SlotConfig {
  const { version, image } = slots[slot];
  // The active slot always runs, so that naming it active is a whole switch: it comes up first, then traffic moves.
  const enabled = slots[slot].enabled || slot === activeSlot;
  return { enabled, version, image: image ?? `vector-db-api:${version}`, build: image === undefined };
}

function resolveCollections(parsed: ParsedConfig): Record<string, CollectionConfig> {
  const { dimensions } = parsed.embedding;
  const kept = Object.entries(parsed.collections).flatMap(([name, collection]) =>
    collection === null ? [] : [[name, { ...collection, dimensions: collection.dimensions ?? dimensions }] as const],
  );
  return Object.fromEntries(kept);
}

function targetEngine({ targetHost, user }: ParsedConfig["deployment"]): string | undefined {
  return targetHost === undefined ? undefined : `ssh://${user}@${targetHost}`;
}
