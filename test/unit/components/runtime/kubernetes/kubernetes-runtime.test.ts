import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { KubernetesRuntime } from "../../../../../components/runtime/kubernetes";
import type { Workload } from "../../../../../components/workload";
import { named, type Recorded, recorded } from "../../../support/recorded";
import { APP, DATABASE, HEALTH, namesOf, object, run } from "./specs";

// Each run begins an engine of its own, several a case, which takes a busy machine a while.
vi.setConfig({ testTimeout: 120_000 });

const secrets = [{ path: "/run/secrets/key", content: pulumi.secret("planted"), onChange: "restart" as const }];
const publish = { address: "0.0.0.0", port: 30443, audience: "users" as const };
const DOOR: Workload = { ...APP, name: "door", ports: [{ name: "https", number: 8443, publish }] };
const WATCHER: Workload = {
  ...APP,
  name: "watcher",
  importance: "watching",
  hostPaths: [{ hostPath: "/proc", path: "/host/proc" }],
};

// biome-ignore lint/suspicious/noExplicitAny: every kind of object has fields of its own
const inputsOf = (recordedObject: Recorded): any => recordedObject.inputs;

describe.each(["preview", "update"] as const)("KubernetesRuntime in %s", (mode) => {
  it("makes the objects of a workload without identity", async () => {
    const resources = await run(mode, [{ ...APP, replicas: 2, secrets }]);
    const kinds = [
      "Deployment",
      "StatefulSet",
      "Service",
      "ConfigMap",
      "Secret",
      "ServiceAccount",
      "PodDisruptionBudget",
    ];
    expect(Object.fromEntries(kinds.map((kind) => [kind, namesOf(resources, kind)]))).toEqual({
      Deployment: ["vp-test/app"],
      StatefulSet: [],
      Service: ["vp-test/app"],
      ConfigMap: ["vp-test/app-files"],
      Secret: ["vp-test/app-secrets"],
      ServiceAccount: ["vp-test/app"],
      PodDisruptionBudget: ["vp-test/app"],
    });
    expect(namesOf(resources, "NetworkPolicy")).toEqual(["vp-test/allow-names", "vp-test/app", "vp-test/deny-all"]);
    expect(inputsOf(object(resources, "ServiceAccount", "app")).automountServiceAccountToken).toBe(false);
  });

  it("makes the objects of a workload with members", async () => {
    const resources = await run(mode, [DATABASE]);
    expect(namesOf(resources, "StatefulSet")).toEqual(["vp-test/db"]);
    expect(namesOf(resources, "Service")).toEqual(["vp-test/db", "vp-test/db-members"]);
    expect([namesOf(resources, "Deployment"), namesOf(resources, "Secret")]).toEqual([[], []]);
    expect(object(resources, "StatefulSet", "db").protect).toBe(true);
    const open = { ...DATABASE, volumes: [{ name: "data", path: "/data", sizeGiB: 1, protected: false }] };
    expect(object(await run(mode, [open]), "StatefulSet", "db").protect).toBe(false);
  });

  it("opens a door for users, and names the tunnel for operators", async () => {
    const resources = await run(mode, [DOOR], { exposure: "LoadBalancer" });
    expect(namesOf(resources, "Service")).toEqual(["vp-test/door", "vp-test/door-public"]);
    const { spec, metadata } = inputsOf(object(resources, "Service", "door-public"));
    expect(spec.type).toBe("LoadBalancer");
    // Only an address from outside takes time.
    expect(metadata.annotations).not.toHaveProperty(["pulumi.com/skipAwait"]);
    const inner = inputsOf(object(resources, "Service", "door")).metadata;
    expect(inner.annotations).toMatchObject({ "pulumi.com/skipAwait": "true" });
  });

  it("runs what needs the machine apart, says why, and lets the others find it", async () => {
    const resources = await run(mode, [APP, WATCHER]);
    expect(namesOf(resources, "Namespace")).toEqual(["vp-test", "vp-test-host"]);
    const levels = (name: string) => {
      const { labels } = inputsOf(object(resources, "Namespace", name)).metadata;
      return ["enforce", "audit", "warn"].map((mode) => labels[`pod-security.kubernetes.io/${mode}`]);
    };
    expect(levels("namespace")).toEqual(["restricted", "restricted", "restricted"]);
    expect(levels("namespace-host")).toEqual(["privileged", "privileged", "privileged"]);
    const { annotations } = inputsOf(object(resources, "Namespace", "namespace-host")).metadata;
    expect(annotations["vector-platform/why-privileged"]).toContain("reads directories of the node");
    expect(namesOf(resources, "Deployment")).toEqual(["vp-test-host/watcher", "vp-test/app"]);
    expect(namesOf(resources, "Service")).toEqual(["vp-test-host/watcher", "vp-test/app", "vp-test/watcher"]);
    expect(inputsOf(object(resources, "Service", "watcher-alias")).spec.type).toBe("ExternalName");
    expect(namesOf(resources, "NetworkPolicy")).toContain("vp-test-host/deny-all");
  });

  it("makes no second namespace where nothing needs it", async () => {
    expect(namesOf(await run(mode, [APP, DATABASE]), "Namespace")).toEqual(["vp-test"]);
  });

  it("keeps the namespace with its data only where that is wanted", async () => {
    const keeping = object(await run(mode, [DATABASE], { keepNamespace: true }), "Namespace", "namespace");
    expect([keeping.protect, keeping.retainOnDelete]).toEqual([true, true]);
    const open = object(await run(mode, [DATABASE]), "Namespace", "namespace");
    expect([open.protect, open.retainOnDelete]).toEqual([false, false]);
  });

  it("ranks what holds data before what serves, and that before what watches", async () => {
    const resources = await run(mode, [APP, DATABASE, WATCHER]);
    const value = (importance: string) => inputsOf(object(resources, "PriorityClass", `priority-${importance}`)).value;
    expect(value("data")).toBeGreaterThan(value("serving"));
    expect(value("serving")).toBeGreaterThan(value("watching"));
    const used = ["Deployment:app", "StatefulSet:db", "Deployment:watcher"].map((which) => {
      const [kind = "", name = ""] = which.split(":");
      return inputsOf(object(resources, kind, name)).spec.template.spec.priorityClassName;
    });
    expect(used).toEqual(["vp-test-serving", "vp-test-data", "vp-test-watching"]);
  });

  it("shows a secret in its Secret only, and encrypted there and in the hash of it", async () => {
    const resources = await run(mode, [{ ...APP, secrets }]);
    const secret = object(resources, "Secret", "app-secrets");
    expect(secret.inputs.data).toEqual({ run_secrets_key: Buffer.from("planted").toString("base64") });
    expect(secret.secretInputs).toEqual(["data"]);
    const shown = JSON.stringify(resources.filter((resource) => resource !== secret));
    expect(shown).not.toContain("planted");
    expect(shown).not.toContain(Buffer.from("planted").toString("base64"));
    expect(object(resources, "Deployment", "app").secretInputs).toEqual(["spec"]);
  });

  it("rolls pods for a changed file and for a changed secret, and for nothing else", async () => {
    const annotationsOf = async (workload: Workload) =>
      inputsOf(object(await run(mode, [workload]), "Deployment", "app")).spec.template.metadata.annotations;
    const file = (content: string) => [{ path: "/etc/a", content, onChange: "reload" as const }];
    const base = { ...APP, files: file("1"), secrets };
    const before = await annotationsOf(base);
    expect(await annotationsOf({ ...base, replicas: 3 })).toEqual(before);
    const changed = await annotationsOf({ ...base, files: file("2") });
    expect(changed["vector-platform/files"]).not.toBe(before["vector-platform/files"]);
    expect(changed["vector-platform/sealed-files"]).toBe(before["vector-platform/sealed-files"]);
    const rotated = [{ path: "/run/secrets/key", content: pulumi.secret("planted-2"), onChange: "restart" as const }];
    const other = await annotationsOf({ ...base, secrets: rotated });
    expect(other["vector-platform/files"]).toBe(before["vector-platform/files"]);
    expect(other["vector-platform/sealed-files"]).not.toBe(before["vector-platform/sealed-files"]);
  });

  it("keeps the key of those hashes in the state, when none is given", async () => {
    const stash = named(await run(mode, [APP], { sealingKey: undefined }), "runtime-sealing-key");
    expect([stash.type, stash.ignoreChanges, stash.secretInputs]).toEqual(["pulumi:index:Stash", ["input"], ["input"]]);
  });

  it("makes what a pod needs before the pod", async () => {
    const resources = await run(mode, [{ ...APP, secrets }]);
    const before = object(resources, "Deployment", "app").dependencies.map((urn) =>
      urn.split("::").slice(2).join("::"),
    );
    for (const needed of [
      "core/v1:Namespace::namespace",
      "networking.k8s.io/v1:NetworkPolicy::deny-all",
      "scheduling.k8s.io/v1:PriorityClass::priority-serving",
      "core/v1:ConfigMap::app-files",
      "core/v1:Secret::app-secrets",
      "core/v1:ServiceAccount::app",
      "networking.k8s.io/v1:NetworkPolicy::app",
    ]) {
      expect(before.some((urn) => urn.endsWith(needed))).toBe(true);
    }
  });

  it("puts back what was changed by hand, in every object", async () => {
    const resources = await run(mode, [{ ...APP, secrets, replicas: 2 }, DATABASE, WATCHER, DOOR]);
    const objects = resources.filter(({ type, inputs }) => type.startsWith("kubernetes:") && "metadata" in inputs);
    expect(objects.length).toBeGreaterThan(30);
    for (const { inputs } of objects) {
      const { annotations } = inputs.metadata as { annotations: object };
      expect(annotations).toMatchObject({ "pulumi.com/patchForce": "true" });
    }
  });

  it("asks the named cluster, and whichever is current without a name", async () => {
    const provider = async (context?: string) => {
      const { inputs } = named(await run("preview", [], { context }), "runtime-cluster");
      return inputs;
    };
    expect(await provider("there")).toMatchObject({
      context: "there",
      kubeconfig: "",
      enableServerSideApply: "true",
      enableConfigMapMutable: "true",
      enableSecretMutable: "true",
    });
    expect(await provider()).not.toHaveProperty("context");
  });

  it("tells a cluster's own Prometheus where to look, where there is one", async () => {
    const scraped = { ...APP, scrape: { port: 8080 } };
    expect(namesOf(await run(mode, [scraped, APP_2], { serviceMonitors: true }), "ServiceMonitor")).toEqual([
      "vp-test/app",
    ]);
    expect(namesOf(await run(mode, [scraped]), "ServiceMonitor")).toEqual([]);
  });

  it("refuses what cannot be had, before it makes anything of the workload", async () => {
    const image = { reference: "app:1", build: { context: "x", fingerprint: "f" } };
    await expect(run(mode, [{ ...APP, image }])).rejects.toThrow("Kubernetes pulls images and builds none");
  });
});

const APP_2 = { ...APP, name: "app-2" };

describe("KubernetesRuntime", () => {
  it("names workloads, members and tunnels with whole names", async () => {
    await recorded("update", () => {
      const args = { namespace: "vp-test", health: HEALTH, exposure: "NodePort", context: "there" } as const;
      const runtime = new KubernetesRuntime("runtime", args);
      const parent = new pulumi.ComponentResource("test:index:Component", "parent");
      expect(runtime.run(APP, parent)).toEqual({ host: "app.vp-test.svc.cluster.local" });
      expect(runtime.hostOf(WATCHER)).toBe("watcher.vp-test-host.svc.cluster.local");
      expect(runtime.memberHosts({ name: "db" })).toEqual(["db-0.db-members.vp-test.svc.cluster.local"]);
      expect(runtime.tunnelTo("door", 9443)).toEqual({
        ...{ context: "there", namespace: "vp-test" },
        ...{ workload: "door", port: 9443 },
      });
    });
  });
});
