import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freeNodePort } from "../support/node-port";
import { type KubernetesObject, renderedStack } from "../support/rendered";
import { kubectl, tryKubectl } from "./support/kubectl";
import { namespaceOfRun, removeRemains } from "./support/namespace";

/** Every object of every stack as shipped, judged by a real API server: its schemas, its defaults, its admission. */

const MINUTES = 60_000;
const DRY_RUN = [
  "apply",
  "--server-side",
  "--force-conflicts",
  "--dry-run=server",
  "--validate=strict",
  "--filename",
  "-",
];

describe.each(["dev", "staging", "production"])("the stack %s on Kubernetes", (stack) => {
  const namespace = namespaceOfRun(`dry-${stack}`);
  let objects: readonly KubernetesObject[];

  beforeAll(async () => {
    const over = { kubernetes: { namespace }, ...(stack !== "production" && (await atFreePort())) };
    objects = await renderedStack(stack, over);
    // The server looks for the namespace of what it judges, in a dry run too.
    await apply(
      ["apply", "--server-side", "--filename", "-"],
      objects.filter(({ kind }) => kind === "Namespace"),
    );
  }, 10 * MINUTES);

  afterAll(async () => {
    await removeRemains(namespace);
  }, 10 * MINUTES);

  it(
    "is accepted by the API server, without a warning",
    async () => {
      const kinds = new Set(objects.map(({ kind }) => kind));
      for (const kind of [
        "Deployment",
        "StatefulSet",
        "Service",
        "NetworkPolicy",
        "Secret",
        "ConfigMap",
        "PriorityClass",
      ]) {
        expect(kinds).toContain(kind);
      }
      const { code, out, err } = await tryApply(DRY_RUN, objects);
      expect(err).toBe("");
      expect(code).toBe(0);
      expect(out.trim().split("\n")).toHaveLength(objects.length);
    },
    10 * MINUTES,
  );

  it(
    "is refused with one object spoilt",
    async () => {
      const { code, err } = await tryApply(DRY_RUN, objects.map(spoilt));
      expect(code).not.toBe(0);
      expect(err).toMatch(/Deployment.*gateway.*spec\.replicas|spec\.replicas/);
    },
    10 * MINUTES,
  );
});

async function atFreePort() {
  return { gateway: { publish: { port: await freeNodePort() } } };
}

function spoilt(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "Deployment" || object.metadata.name !== "gateway") return object;
  return { ...object, spec: { ...(object.spec as object), replicas: -1 } };
}

function apply(args: readonly string[], objects: readonly KubernetesObject[]): Promise<string> {
  return kubectl(args, list(objects));
}

function tryApply(args: readonly string[], objects: readonly KubernetesObject[]) {
  return tryKubectl(args, list(objects));
}

function list(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
