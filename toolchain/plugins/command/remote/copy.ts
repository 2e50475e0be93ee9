import type { remote } from "@pulumi/command";
import type { Unwrap } from "@pulumi/pulumi";
import { randomHex } from "../../provider/names";
import type { Failure, Resource } from "../../provider/resource";
import { changes, type Schema } from "../../provider/schema";
import { hasUnknown, isAsset, isObject, type Value, type Values } from "../../provider/values";
import { type Connection, connected, connectionFailures, readableParts } from "./connection";
import { type Source, upload } from "./upload";

const SCHEMA: Schema<Unwrap<remote.CopyToRemoteArgs>> = {
  connection: {},
  source: {},
  remotePath: {},
  triggers: { replaces: true },
};

/** A file or a folder, copied to another machine over sftp. Deleting the resource leaves the copy. */
export const copyToRemote: Resource = {
  readable: ({ connection }) => readableParts(connection),
  check: ({ news }) => ({ inputs: news, failures: [...connectionFailures(news), ...sourceFailures(news.source)] }),
  diff: ({ state, news, ignored }) => ({ changes: changes(SCHEMA, state, news, ignored) }),
  preview: (inputs) => inputs,
  create: async (inputs, { signal }) => {
    await copy(inputs, signal);
    return { id: randomHex(8), outputs: inputs };
  },
  update: async (_id, state, inputs, { signal }) => {
    const changed = changes(SCHEMA, state, inputs).map(({ key }) => key);
    if (changed.includes("source") || changed.includes("remotePath")) await copy(inputs, signal);
    return inputs;
  },
  delete: async () => undefined,
};

async function copy(inputs: Values, signal: AbortSignal): Promise<void> {
  const source = sourceOf(inputs.source);
  if (!source) throw new Error("source: give a FileAsset, a StringAsset or a FileArchive");
  const connection = inputs.connection as unknown as Connection;
  await connected(connection, signal, (client) => upload(client, source, String(inputs.remotePath)));
}

function sourceFailures(source: Value): Failure[] {
  if (hasUnknown(source) || sourceOf(source)) return [];
  return [{ property: "source", reason: "give a FileAsset, a StringAsset or a FileArchive" }];
}

function sourceOf(source: Value): Source | undefined {
  if (!isObject(source) || !isAsset(source)) return undefined;
  if (typeof source.path === "string" && source.path) return { path: source.path };
  return typeof source.text === "string" ? { text: source.text } : undefined;
}
