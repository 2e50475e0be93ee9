import * as pulumi from "@pulumi/pulumi";
import { NO_CLUSTER } from "../../../stacks/cluster";
import { loadConfig } from "../../../stacks/config";
import { Platform } from "../../../stacks/platform";
import { enabledSlots } from "../../../stacks/releases";
import { type Mode, recorded } from "../support/recorded";
import type { Environment, Given } from "./support";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const IMAGES = [
  ...["qdrant", "redis", "postgres", "gateway", "prometheus", "alertmanager", "grafana", "node", "embedding"],
  ...["redisExporter", "postgresExporter", "nodeExporter"],
];

/** The images of a site that pins every one of them, as production has to. */
const PINNED = Object.fromEntries(
  IMAGES.map((name) => [name, `registry.example/${name.toLowerCase()}:1.0.0@${DIGEST}`]),
);
const SERVER = { embedding: { computeCapability: "8.9" } };

/** What the real program registers for an environment on a platform, as the engine would hand it to a policy pack. */
export async function platform(
  environment: Environment,
  on: "docker" | "kubernetes",
  mode: Mode,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Given[]> {
  const image = `registry.example/vector-db-api:1.0.0@${DIGEST}`;
  const slots = { blue: { image } };
  const raw = {
    environment,
    platform: on,
    images: PINNED,
    slots,
    ...(environment === "production" && SERVER),
    ...more,
  };
  const texts = Object.entries(raw).map(([k, v]) => [k, typeof v === "string" ? v : JSON.stringify(v)]);
  const config = loadConfig(Object.fromEntries(texts), { stack: "test" });
  const release = { version: "1.0.0", image: { reference: image } };
  const releases = Object.fromEntries(enabledSlots(config).map((slot) => [slot, release]));
  let outputs: object | undefined;
  const resources = await withBriefTraces(() =>
    recorded(mode, () => {
      outputs = new Platform(config, {}, releases, NO_CLUSTER).outputs;
    }),
  );
  const given = resources.map(({ type, name, inputs, parent, protect }) => ({
    ...{ type, name, protect, props: inputs },
    urn: urnOf(parent, type, name),
  }));
  return [...given, { type: "pulumi:pulumi:Stack", name: "vector-platform-test", props: plainOnly(outputs) }];
}

/** The SDK records where each of thousands of promises was made, which takes longer than everything else. */
async function withBriefTraces<T>(work: () => Promise<T>): Promise<T> {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** A child's URN carries the types of its parents; the root stack is left out of that. */
function urnOf(parent: string, type: string, name: string): string {
  const [, , types = ""] = parent.split("::");
  const above = types === "" || types === "pulumi:pulumi:Stack" ? "" : `${types}$`;
  return `urn:pulumi:test::vector-platform::${above}${type}::${name}`;
}

function plainOnly(outputs: object = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !pulumi.Output.isInstance(value)));
}
