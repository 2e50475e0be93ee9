import * as pulumi from "@pulumi/pulumi";
import { KubernetesRuntime } from "../../components/runtime/kubernetes";
import type { Workload } from "../../components/workload";
import { collected, type KubernetesObject } from "../render";
import { collectionsWorkload, type HookPlace, smokeWorkload } from "./hook-workloads";
import { prepared } from "./prepare";
import { COMPUTED } from "./synthesis/emit";

/** What a chart has beside the platform: a job that creates the collections, and a pod that tests. */
export async function hookObjects(place: HookPlace): Promise<KubernetesObject[]> {
  const [collections, smoke] = [collectionsWorkload(place), smokeWorkload(place)];
  const objects = [...(await objectsOf(collections, place)), ...(await objectsOf(smoke, place))].map(prepared);
  const fixed = objects.filter(({ kind }) => ["ServiceAccount", "NetworkPolicy", "ConfigMap"].includes(kind));
  return [...fixed, job(podOf(objects, "collections")), test(podOf(objects, "smoke-test"))];
}

/** The runtime says how a pod of this platform has to look; here it only loses what a server needs. */
function objectsOf(workload: Workload, { namespace }: HookPlace): Promise<readonly KubernetesObject[]> {
  const health = { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 };
  const rendered = collected("chart", () => {
    const runtime = new KubernetesRuntime("kubernetes", {
      ...{ namespace, health, exposure: "NodePort", context: "" },
      sealingKey: pulumi.secret("none"),
    });
    runtime.run(workload, runtime);
  });
  return rendered.then((objects) =>
    objects.filter(({ metadata }) => [workload.name, `${workload.name}-files`].includes(metadata.name)),
  );
}

type Fields = Readonly<Record<string, unknown>>;

interface Pod {
  readonly metadata: KubernetesObject["metadata"];
  readonly spec: Fields;
}

function podOf(objects: readonly KubernetesObject[], name: string): Pod {
  const found = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name);
  if (!found) throw new Error(`the runtime rendered no Deployment ${name}`);
  const { template } = found.spec as { template: { metadata: Fields; spec: Fields } };
  const { initContainers: _, topologySpreadConstraints: __, containers, volumes, ...spec } = template.spec;
  const annotations = template.metadata.annotations as Record<string, string>;
  return {
    metadata: {
      ...found.metadata,
      labels: template.metadata.labels as Record<string, string>,
      annotations: { "vector-platform/files": annotations["vector-platform/files"] ?? "" },
    },
    spec: {
      ...spec,
      restartPolicy: "Never",
      containers: (containers as Fields[]).map(withoutProbes),
      volumes: replaceSecrets(volumes),
    },
  };
}

function withoutProbes(container: Fields): Fields {
  const { startupProbe: _, readinessProbe: __, livenessProbe: ___, lifecycle: ____, ports: _____, ...rest } = container;
  return rest;
}

/** The hooks need no Secret of their own: what they show to others lies in Secrets that are there. */
function replaceSecrets(volumes: unknown): unknown {
  const text = JSON.stringify(volumes)
    .replaceAll('"name":"collections-secrets"', '"name":"qdrant-secrets"')
    .replaceAll(
      '"name":"smoke-test-secrets"',
      `"name":${JSON.stringify(`${COMPUTED}include "vector-platform.keys-secret" $`)}`,
    )
    .replaceAll('"key":"run_secrets_smoke_api-key"', '"key":"apiKey"');
  return JSON.parse(text);
}

const BEFORE = "before-hook-creation,hook-succeeded";

function job({ metadata, spec }: Pod): KubernetesObject {
  const { annotations, labels, ...named } = metadata;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      ...named,
      labels,
      annotations: { "helm.sh/hook": "post-install,post-upgrade", "helm.sh/hook-delete-policy": BEFORE },
    },
    // Qdrant may take its time to load; each attempt waits for it as well.
    spec: { backoffLimit: 5, activeDeadlineSeconds: 900, template: { metadata: { labels, annotations }, spec } },
  };
}

function test({ metadata, spec }: Pod): KubernetesObject {
  const annotations = { ...metadata.annotations, "helm.sh/hook": "test", "helm.sh/hook-delete-policy": BEFORE };
  return { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, annotations }, spec };
}
