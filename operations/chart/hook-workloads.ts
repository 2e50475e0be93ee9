import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import type { Workload } from "../../components/workload";
import { COMPUTED } from "./synthesis/emit";

const PROJECT = join(__dirname, "..", "..");

export interface HookPlace {
  /** As a template knows it. */
  readonly namespace: string;
  /** Image that has Node.js: the API service's own, since every platform has it. */
  readonly image: string;
}

interface Hook extends HookPlace {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly files?: readonly (readonly [path: string, content: string])[];
  readonly secret: string;
  readonly reaches: string;
}

/** Creates the collections, by the same code as `pulumi up`. */
export function collectionsWorkload(place: HookPlace): Workload {
  const list = "/etc/vector-platform/collections/collections.json";
  const keys = "/run/secrets/qdrant/keys.yaml";
  return hook({
    ...place,
    name: "collections",
    script: bundled("collections"),
    args: [`http://qdrant.${place.namespace}.svc.cluster.local:6333`, keys, list],
    files: [[list, `${COMPUTED}include "vector-platform.collections" $`]],
    secret: keys,
    reaches: "qdrant",
  });
}

/** What a client sees, asked by `helm test`. */
export function smokeWorkload(place: HookPlace): Workload {
  const key = "/run/secrets/smoke/api-key";
  const names = `${COMPUTED}include "vector-platform.collection-names" $ | fromJsonArray | join ","`;
  return hook({
    ...place,
    name: "smoke-test",
    script: bundled("smoke"),
    args: [`https://gateway.${place.namespace}.svc.cluster.local:8443`, key, names],
    secret: key,
    reaches: "gateway",
  });
}

function hook({ name, image, script, args, files = [], secret, reaches }: Hook): Workload {
  const program = `/etc/vector-platform/${name}/${name}.js`;
  const contents = [[program, script] as const, ...files];
  return {
    name,
    image: { reference: image },
    command: ["node", program, ...args],
    files: contents.map(([path, content]) => ({ path, content, onChange: "restart" })),
    secrets: [{ path: secret, content: pulumi.secret("given by another Secret"), onChange: "restart" }],
    ports: [],
    scratch: [{ path: "/tmp", sizeMiB: 16 }],
    health: { ready: { kind: "exec", command: ["true"] }, startWithinSeconds: 60 },
    resources: { cpu: 0.1, memoryMiB: 128 },
    user: 1000,
    reaches: [reaches],
  };
}

/** One file without a dependency, small enough for a ConfigMap. */
function bundled(name: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    entryPoints: [`operations/chart/hook/${name}.ts`],
    alias: { undici: "./operations/chart/hook/fetch-as-undici.ts" },
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    legalComments: "none",
  });
  return outputFiles[0]?.text ?? "";
}
