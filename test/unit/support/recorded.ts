import * as pulumi from "@pulumi/pulumi";

/** One resource as the program registered it, options included (the mock's own arguments leave those out). */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly dependencies: readonly string[];
  readonly secretInputs: readonly string[];
}

/** The signature by which Pulumi marks a secret on the wire. */
const SECRET_KEY = "4dabf18193072939515e22adb298388d";

export type Mode = "preview" | "update";

/**
 * Runs a piece of program against a mocked engine and returns every resource it registered.
 * In preview, outputs of resources are unknown, as the real engine has them.
 */
export async function recorded(mode: Mode, program: () => unknown): Promise<Recorded[]> {
  const resources: Recorded[] = [];
  await pulumi.runtime.setMocks(mocks(mode), "vector-platform", "test", mode === "preview");
  record(resources);
  program();
  await pulumi.runtime.disconnect();
  return resources;
}

export function ofType(resources: readonly Recorded[], type: string): Recorded[] {
  return resources.filter((resource) => resource.type === type);
}

export function named(resources: readonly Recorded[], name: string): Recorded {
  const found = resources.filter((resource) => resource.name === name);
  if (found.length !== 1 || !found[0]) {
    throw new Error(`${found.length} resources named ${name}; there are ${resources.map((r) => r.name).join(", ")}`);
  }
  return found[0];
}

function mocks(mode: Mode): pulumi.runtime.Mocks {
  return {
    newResource: ({ name, inputs, type }) => ({
      id: mode === "preview" ? "" : `${name}-id`,
      state: { ...inputs, ...(mode === "update" ? outputsOf[type]?.(inputs) : {}) },
    }),
    call: ({ inputs }) => inputs,
  };
}

/** What the engine or a provider would add once the thing exists. */
const outputsOf: Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>> = {
  "pulumi:index:Stash": (inputs) => ({ output: inputs.input }),
  "command:local:Command": () => ({ stdout: "printed" }),
  "docker:index/remoteImage:RemoteImage": (inputs) => ({ imageId: `sha256:${inputs.name}` }),
};

function record(resources: Recorded[]): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: Request, callback: (...args: unknown[]) => void): void;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    resources.push({
      type: request.getType(),
      name: request.getName(),
      inputs: withoutSecrets(inputs) as Record<string, unknown>,
      parent: request.getParent(),
      protect: request.getProtect(),
      retainOnDelete: request.getRetainondelete(),
      ignoreChanges: request.getIgnorechangesList(),
      dependencies: request.getDependenciesList(),
      secretInputs: Object.keys(inputs).filter((key) => JSON.stringify(inputs[key]).includes(SECRET_KEY)),
    });
    register(request, callback);
  };
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
  getObject(): { toJavaScript(): unknown } | undefined;
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET_KEY in value) return withoutSecrets((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
