import type { Attribute } from "../provider/schema";

const inPlace: Attribute = {};

/** What every command has, here or on another machine. Only triggers ask for a new one; all else runs `update`. */
export const COMMON = {
  triggers: { replaces: true },
  create: inPlace,
  update: inPlace,
  delete: inPlace,
  environment: inPlace,
  stdin: inPlace,
  logging: inPlace,
  addPreviousOutputInEnv: inPlace,
} as const;
