import * as pulumi from "@pulumi/pulumi";
import { KubernetesRuntime, type KubernetesRuntimeArgs } from "../../../../../components/runtime/kubernetes";
import type { PodSettings } from "../../../../../components/runtime/kubernetes/pod";
import type { Workload } from "../../../../../components/workload";
import { type Mode, type Recorded, recorded } from "../../../support/recorded";

export const HEALTH = { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 };

export const PLACE = { namespace: "vp-test" };

export const SETTINGS: PodSettings = { place: PLACE, health: HEALTH, cpuOvercommit: 1, imagePullSecrets: [] };

/** The least that a workload can say. */
export const APP: Workload = {
  name: "app",
  image: { reference: "registry.test/app:1.2.3" },
  ports: [{ name: "http", number: 8080 }],
  health: { ready: { kind: "http", path: "/ready", port: 8080, with: "bash" }, startWithinSeconds: 30 },
  resources: { cpu: 0.5, memoryMiB: 64 },
  user: 1000,
};

export const DATABASE: Workload = {
  ...APP,
  name: "db",
  stateful: true,
  importance: "data",
  volumes: [{ name: "data", path: "/data", sizeGiB: 10, protected: true }],
  ports: [{ name: "sql", number: 5432 }],
};

/** Every object that the runtime makes for these workloads. */
export function run(
  mode: Mode,
  workloads: readonly Workload[],
  args: Partial<KubernetesRuntimeArgs> = {},
): Promise<Recorded[]> {
  return recorded(mode, () => {
    const runtime = new KubernetesRuntime("runtime", {
      namespace: PLACE.namespace,
      health: HEALTH,
      exposure: "NodePort",
      context: "",
      sealingKey: pulumi.secret("sealing"),
      ...args,
    });
    const parent = new pulumi.ComponentResource("test:index:Component", "parent");
    for (const workload of workloads) runtime.run(workload, parent);
  });
}

/** Names of all objects of one kind, in order. */
export function namesOf(resources: readonly Recorded[], kind: string): string[] {
  return resources
    .filter(({ type }) => type.endsWith(`:${kind}`))
    .map(({ inputs }) => {
      const { namespace, name } = inputs.metadata as { namespace?: string; name: string };
      return namespace ? `${namespace}/${name}` : name;
    })
    .sort();
}

export function object(resources: readonly Recorded[], kind: string, name: string): Recorded {
  const found = resources.filter((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of kind ${kind} are named ${name}`);
  return found[0];
}
