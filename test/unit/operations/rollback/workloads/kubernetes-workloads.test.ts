import { describe, expect, it } from "vitest";
import { judgeImages, runningNow, settled, workloadsOf } from "../../../../../operations/rollback/workloads";
import { KubernetesWorkloads } from "../../../../../operations/rollback/workloads/kubernetes-workloads";
import { resource, secret, urn } from "../../checkpoint/support";
import { Client } from "./client";

const kubectl = new Client("kubectl");

const PROVIDER = "pulumi:providers:kubernetes";
const provider = (inputs: object) => resource("cluster", { type: PROVIDER, inputs: inputs as never });
const controller = (kind: string, name: string, replicas?: number) =>
  resource(name, {
    type: `kubernetes:apps/v1:${kind}`,
    provider: `${urn("cluster", PROVIDER)}::id`,
    inputs: {
      metadata: { name, namespace: "shop" },
      spec: secret({
        ...(replicas !== undefined && { replicas }),
        template: { spec: { containers: [{ image: "localhost:1/api:1", imagePullPolicy: "IfNotPresent" }] } },
      }),
    },
  });
const now = (kind: string, name: string, ready: number, more: object = {}) => ({
  kind,
  metadata: { name, generation: 2 },
  status: { observedGeneration: 2, readyReplicas: ready, updatedReplicas: ready, ...more },
});

const RECORDED = [
  provider({ context: "there", kubeconfig: "" }),
  controller("Deployment", "api", 2),
  controller("StatefulSet", "db"),
];
const of = (resources = RECORDED) => {
  const workloads = KubernetesWorkloads.in(resources);
  if (!workloads) throw new Error("no pods");
  return workloads;
};
const live = (...items: object[]) => kubectl.says(kubectl.prints({ items }));

describe("pods", () => {
  it("are looked for where something makes them", () => {
    expect(workloadsOf([provider({})])).toEqual([]);
    expect(workloadsOf(RECORDED)).toHaveLength(1);
  });

  it("run as workloads, in the context and the namespace that were recorded", async () => {
    live(now("Deployment", "api", 2), now("StatefulSet", "db", 1), now("Deployment", "other", 9));
    expect(await of().running()).toEqual({ found: { workloads: new Set(["api", "db"]), running: 3, total: 3 } });
    expect(kubectl.asked).toEqual([
      "--context there --request-timeout=30s get deployments,statefulsets --namespace shop --output json",
    ]);
  });

  it.each([
    ["too few of them are ready", now("Deployment", "api", 1), 1],
    ["it was scaled to nothing", { ...now("Deployment", "api", 0), status: { observedGeneration: 2 } }, 0],
    ["it is gone", now("Deployment", "other", 2), 0],
    ["the new ones are not ready yet", now("Deployment", "api", 2, { updatedReplicas: 1 }), 1],
    ["the cluster has not looked at the change", now("Deployment", "api", 2, { observedGeneration: 1 }), 0],
    ["another kind of the same name runs", now("StatefulSet", "api", 2), 0],
  ])("are not all there where %s", async (_, item, running) => {
    live(item, now("StatefulSet", "db", 1));
    expect(await of().running()).toEqual({
      found: { workloads: new Set(["db"]), running: running + 1, total: 3 },
    });
  });

  it("are not guessed when the cluster does not answer, or is one that this machine does not know", async () => {
    kubectl.says(`echo "Unable to connect to the server" >&2; exit 1`);
    expect(await of().running()).toEqual({ why: "Unable to connect to the server" });
    expect(await runningNow([of()])).toBeUndefined();
    const own = [provider({ kubeconfig: "apiVersion: v1" }), ...RECORDED.slice(1)];
    expect(await of(own).running()).toMatchObject({ why: expect.stringContaining("kubeconfig of its own") });
  });

  it("have images that a node has, or not", async () => {
    const node = (...names: string[]) => ({ status: { images: [{ names }, {}] } });
    live(node("localhost:1/api@sha256:0", "localhost:1/api:1"));
    // Nothing listens at that port; the name is a tag's, which is a reason for doubt and not for a stop.
    expect(await judgeImages([of()])).toMatchObject([{ answer: "warning", says: expect.stringContaining("tag") }]);
    live(node("localhost:1/api:2"));
    expect(await of().images()).toMatchObject({
      answer: "unknown",
      says: expect.stringContaining("localhost:1/api:1"),
    });
    kubectl.says(`echo 'nodes is forbidden' >&2; exit 1`);
    expect(await of().images()).toMatchObject({ answer: "unknown" });
  });
});

describe("what runs on several platforms, or on none", () => {
  const counted = (workload: string, running: number) => ({
    images: async () => ({ check: "images", answer: "yes", says: "" }) as const,
    running: async () => ({ found: { workloads: new Set([workload]), running, total: 2 } }),
  });

  it("is counted together", async () => {
    const together = { workloads: new Set(["a", "b"]), running: 3, total: 4 };
    expect(await runningNow([counted("a", 1), counted("b", 2)])).toEqual(together);
    const silent = { ...counted("c", 0), running: async () => ({ why: "no answer" }) };
    expect(await runningNow([counted("a", 1), silent])).toBeUndefined();
  });

  it("is awaited, and told as it is where it never comes", async () => {
    let [looks, waits] = [0, 0];
    const starting = { ...counted("a", 1), running: async () => counted("a", Math.min(++looks, 2)).running() };
    expect(await settled([starting], { onWait: () => ++waits })).toMatchObject({ running: 2, total: 2 });
    expect([looks, waits]).toEqual([2, 1]);
    expect(await settled([counted("a", 1)], { patienceMs: 0 })).toMatchObject({ running: 1, total: 2 });
  });

  it("needs no image", async () => {
    expect(await judgeImages([])).toMatchObject([{ answer: "yes" }]);
    expect(await runningNow([])).toBeUndefined();
  });
});
