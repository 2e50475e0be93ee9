import { describe, expect, it } from "vitest";
import { type KubernetesObject, rendered } from "../../../support/rendered";

const PATIENCE = { timeout: 120_000 };
const environments = ["development", "staging", "production"] as const;
type Environment = (typeof environments)[number];

/** What the cluster is asked for, as rows A1 and A3 of the requirements put it. */
async function preset(environment: Environment, values: Readonly<Record<string, unknown>> = {}) {
  return rendered("test", { environment, embedding: { computeCapability: "8.9" }, ...values });
}

function specOf(objects: readonly KubernetesObject[], name: string): Spec {
  const controllers = objects.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
  const found = controllers.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no controller is named ${name}`);
  return found.spec as Spec;
}

function sizeOf(objects: readonly KubernetesObject[], name: string): string {
  const { replicas, template } = specOf(objects, name);
  const { requests, limits } = template.spec.containers[0]?.resources ?? {};
  expect(limits?.memory, `${name}: memory is promised in full`).toBe(requests?.memory);
  return `${replicas} x ${cores(requests?.cpu)} CPU, ${mebibytes(requests?.memory)} MiB`;
}

function claimsOf(objects: readonly KubernetesObject[], name: string): Record<string, string> {
  const { volumeClaimTemplates = [] } = specOf(objects, name);
  return Object.fromEntries(
    volumeClaimTemplates.map(({ metadata, spec }) => [metadata.name, spec.resources.requests.storage]),
  );
}

describe("row A1 on Kubernetes: the pods of each environment", PATIENCE, () => {
  it.each([
    ["development", "1 x 0.1 CPU, 256 MiB"],
    ["staging", "2 x 0.25 CPU, 512 MiB"],
    ["production", "3 x 0.5 CPU, 1024 MiB"],
  ] as const)("%s: %s", async (environment, size) => {
    expect(sizeOf(await preset(environment, { sizing: "pod" }), "api-blue")).toBe(size);
  });

  it("has a small, a medium and a large database", async () => {
    const sizes: string[] = [];
    // One after the other: a mocked engine is the only one in its process.
    for (const environment of environments) {
      const objects = await preset(environment);
      sizes.push(`${sizeOf(objects, "postgres")}, ${claimsOf(objects, "postgres").data}`);
    }
    expect(sizes).toEqual(["1 x 0.5 CPU, 512 MiB, 2Gi", "1 x 1 CPU, 2048 MiB, 20Gi", "1 x 4 CPU, 4096 MiB, 100Gi"]);
  });
});

describe("row A3 on Kubernetes: production when the stack says nothing else", PATIENCE, () => {
  it("is Qdrant of 16 CPU, 32Gi and 1Ti, and two API services of 8 CPU and 16Gi", async () => {
    const objects = await preset("production");
    expect(sizeOf(objects, "qdrant")).toBe("1 x 16 CPU, 32768 MiB");
    expect(claimsOf(objects, "qdrant")).toEqual({ storage: "1Ti", snapshots: "512Gi" });
    expect(environmentOf(objects, "qdrant").QDRANT__LOG_LEVEL).toBe("INFO");
    expect(sizeOf(objects, "api-blue")).toBe("2 x 8 CPU, 16384 MiB");
    expect(environmentOf(objects, "api-blue")).toMatchObject({ WORKERS: "16", MAX_CONNECTIONS: "20000", PORT: "8000" });
  });
});

function environmentOf(objects: readonly KubernetesObject[], name: string): Record<string, string> {
  const env = specOf(objects, name).template.spec.containers[0]?.env ?? [];
  return Object.fromEntries(env.map(({ name: key, value }) => [key, value]));
}

function cores(cpu = ""): number {
  return cpu.endsWith("m") ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu);
}

function mebibytes(size = ""): number {
  const units: Record<string, number> = { Mi: 1, Gi: 1024, Ti: 1024 ** 2 };
  return Number.parseFloat(size) * (units[size.slice(-2)] ?? Number.NaN);
}

interface Spec {
  readonly replicas: number;
  readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  readonly volumeClaimTemplates?: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
  }[];
}

interface Container {
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

type Quantities = Readonly<Record<string, string>>;
