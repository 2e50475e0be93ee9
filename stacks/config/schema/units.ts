import type { z } from "zod";

/** Operators write quantities; the program reads numbers whose names carry the unit. */
const NAMES = {
  memory: "memoryMiB",
  cacheMemory: "cacheMiB",
  storage: "storageGiB",
  snapshotStorage: "snapshotStorageGiB",
  maxBodySize: "maxBodyMiB",
} as const;

type Names = typeof NAMES;
type WithUnits<T> = { [K in keyof T as K extends keyof Names ? Names[K] : K]: T[K] };

/** Renames the sizes of a parsed section after their unit. */
export function sized<S extends z.ZodObject>(section: S) {
  return section.transform((parsed) => withUnits(parsed as z.output<S> & object));
}

function withUnits<T extends object>(parsed: T): WithUnits<T> {
  const renamed = Object.entries(parsed).map(([key, value]) => [NAMES[key as keyof Names] ?? key, value]);
  return Object.fromEntries(renamed);
}
