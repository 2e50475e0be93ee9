import { z } from "zod";
import type { Value } from "./values";

/** What is read of a checkpoint. Fields that are not named here are left alone, so that newer engines can add some. */
const values = z.record(z.string(), z.json()).transform((record) => record as Record<string, Value>);

const urns = z.array(z.string());

export const resource = z.looseObject({
  urn: z.string().startsWith("urn:pulumi:"),
  type: z.string(),
  custom: z.boolean(),
  id: z.string().optional(),
  inputs: values.optional(),
  outputs: values.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: urns.nullish().transform((list) => list ?? []),
  propertyDependencies: z
    .record(z.string(), urns.nullable())
    .nullish()
    .transform((record) => record ?? {}),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  external: z.boolean().optional(),
  delete: z.boolean().optional(),
  pendingReplacement: z.boolean().optional(),
  aliases: urns.optional(),
  additionalSecretOutputs: z.array(z.string()).optional(),
  customTimeouts: z.record(z.string(), z.number()).optional(),
  importID: z.string().optional(),
  deletedWith: z.string().optional(),
  replaceWith: urns.optional(),
  ignoreChanges: z.array(z.string()).optional(),
  replaceOnChanges: z.array(z.string()).optional(),
  replacementTrigger: z.json().optional(),
  hideDiff: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  initErrors: z.array(z.string()).optional(),
  viewOf: z.string().optional(),
  resourceHooks: z.record(z.string(), z.array(z.string())).optional(),
});
export type Resource = z.output<typeof resource>;

export const deployment = z.looseObject({
  manifest: z.looseObject({ time: z.string(), version: z.string().optional() }),
  secrets_providers: z.looseObject({ type: z.string(), state: z.json().optional() }).nullish(),
  resources: z
    .array(resource)
    .nullish()
    .transform((list) => list ?? []),
  pending_operations: z
    .array(z.looseObject({ type: z.string(), resource: z.looseObject({ urn: z.string() }) }))
    .nullish(),
});
export type Deployment = z.output<typeof deployment>;

/** Versions of the format whose resources look as above; 4 adds a list of features to 3. */
export const FORMATS = [3, 4];

/** As a file backend keeps it. */
export const checkpointFile = z.looseObject({
  version: z.number(),
  checkpoint: z.looseObject({ stack: z.string(), latest: deployment.nullish() }),
});

/** As `pulumi stack export` prints it. */
export const exportFile = z.looseObject({ version: z.number(), deployment: deployment.nullish() });

/** Config as it stands in a stack file: an encrypted value is `{ secure: … }`. */
const config = z
  .record(z.string(), z.json())
  .nullish()
  .transform((record) => (record ?? {}) as Record<string, Value>);

export const historyFile = z.looseObject({
  kind: z.string(),
  startTime: z.number(),
  endTime: z.number().default(0),
  message: z.string().default(""),
  result: z.string().default("unknown"),
  environment: z
    .record(z.string(), z.string())
    .nullish()
    .transform((record) => record ?? {}),
  config,
  resourceChanges: z
    .record(z.string(), z.number())
    .nullish()
    .transform((record) => record ?? {}),
});
export type HistoryFile = z.output<typeof historyFile>;
