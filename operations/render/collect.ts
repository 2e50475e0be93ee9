import * as pulumi from "@pulumi/pulumi";
import { type KubernetesObject, plainObjects } from "./objects";
import { marker } from "./secret-markers";

const KUBERNETES = /^kubernetes:(?!.*:providers)/;

/**
 * Runs a piece of program against a monitor that answers from memory: no engine, no plugin and no cluster. Returns the
 * Kubernetes objects that it registered.
 */
export async function collected(stack: string, program: () => unknown): Promise<KubernetesObject[]> {
  const inputs: unknown[] = [];
  const newResource = (args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult => {
    if (KUBERNETES.test(args.type)) inputs.push(opened(args.inputs));
    return { id: args.name, state: { ...args.inputs, ...made(args) } };
  };
  const restore = briefTraces();
  try {
    await pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs }, "vector-platform", stack, false);
    program();
    await pulumi.runtime.disconnect();
  } finally {
    restore();
  }
  return plainObjects(inputs);
}

/** The SDK records where each of thousands of promises was made, which takes longer than everything else. */
function briefTraces(): () => void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = limit;
  };
}

/** What the engine would make up at the first deployment: a marker stands for it, so that no secret is ever written. */
function made({ type, name }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  if (type === "pulumi:index:Stash") return { output: marker(camelCase(name)) };
  if (type === "command:local:Command") return { stdout: marker("tlsCertificate") };
  return {};
}

/** The signature by which Pulumi marks a secret; what is marked here holds markers of ours, so it may be looked at. */
const SECRET = "4dabf18193072939515e22adb298388d";

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value) return opened((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
