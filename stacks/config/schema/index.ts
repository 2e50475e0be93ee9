import type { z } from "zod";
import { api, embedding, targets } from "./app";
import { collections, postgres, qdrant, redis } from "./data";
import { choice, flag, section } from "./fields";
import { gateway } from "./gateway";
import { monitoring } from "./monitoring";
import { images, operatorKeys, slots } from "./release";
import { deployment, docker, kubernetes } from "./target";

export const ENVIRONMENTS = ["development", "staging", "production"] as const;
export const SIZINGS = ["pod", "service"] as const;

/**
 * Everything a stack can say, except secrets. Defaults here are those of development; `presets.ts` holds what the
 * other environments say instead.
 */
export const platformSchema = section({
  environment: choice(ENVIRONMENTS).describe("Which preset the stack starts from."),
  sizing: choice(SIZINGS)
    .default("pod")
    .describe(
      "API service as pods of the environment's size, or as few large services. Default in production: service.",
    ),
  protectData: flag()
    .default(false)
    .describe(
      "Vectors and database survive `pulumi destroy`, which then has to be asked for by name. Default outside development: true.",
    ),
  ...operatorKeys,
  slots,
  targets,
  docker,
  kubernetes,
  images,
  qdrant,
  collections,
  redis,
  postgres,
  embedding,
  api,
  gateway,
  monitoring,
  deployment,
});

export type Environment = (typeof ENVIRONMENTS)[number];
export type Sizing = (typeof SIZINGS)[number];
export type PlatformInput = z.input<typeof platformSchema>;
export type ParsedConfig = z.output<typeof platformSchema>;
export { type ImageName, operatorKeys, PLATFORMS, type PlatformName } from "./release";
