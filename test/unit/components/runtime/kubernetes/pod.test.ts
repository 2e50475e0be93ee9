import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  deploymentSpec,
  rolloutSeconds,
  statefulSetSpec,
} from "../../../../../components/runtime/kubernetes/controllers";
import { podTemplate } from "../../../../../components/runtime/kubernetes/pod";
import { refuseImpossible } from "../../../../../components/runtime/kubernetes/refusals";
import type { Workload } from "../../../../../components/workload";
import { APP, DATABASE, PLACE, SETTINGS } from "./specs";

// biome-ignore lint/suspicious/noExplicitAny: the types of the SDK allow an output at every level, a test reads plain data
const plain = (value: unknown): any => JSON.parse(JSON.stringify(value));
const template = (workload: Partial<Workload> = {}) => podTemplate({ ...APP, ...workload }, SETTINGS, { hash: "1" });
const pod = (workload: Partial<Workload> = {}) => plain(template(workload).spec);

describe("a pod", () => {
  it("has no right that it does not need", () => {
    const { containers, securityContext, ...spec } = pod();
    expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(spec.serviceAccountName).toBe("app");
    expect(securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 11_000,
      runAsGroup: 11_000,
      fsGroup: 11_000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
      runAsUser: 11_000,
      runAsGroup: 11_000,
    });
    for (const shared of ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"])
      expect(spec).not.toHaveProperty(shared);
  });

  it("says who it is, its version included, and whose files it holds", () => {
    const { metadata } = plain(template());
    expect(metadata.labels).toEqual({
      "app.kubernetes.io/name": "app",
      "app.kubernetes.io/instance": "vp-test",
      "app.kubernetes.io/component": "serving",
      "app.kubernetes.io/part-of": "vector-platform",
      "app.kubernetes.io/managed-by": "pulumi",
      "app.kubernetes.io/version": "1.2.3",
    });
    expect(metadata.annotations).toEqual({ hash: "1" });
  });

  it.each([
    ["r.test:5000/app@sha256:00", undefined],
    ["r.test:5000/app:v1.9-cpu@sha256:00", "v1.9-cpu"],
    ["app", undefined],
    [`app:${"x".repeat(62)}_y`, "x".repeat(62)],
  ])("takes the version from the tag of %s", (reference, version) => {
    expect(plain(template({ image: { reference } })).metadata.labels["app.kubernetes.io/version"]).toBe(version);
  });

  it("writes to memory of a limited size, and nowhere else", () => {
    const { containers, volumes } = pod({ scratch: [{ path: "/tmp", sizeMiB: 16 }] });
    expect(volumes).toContainEqual({ name: "scratch-tmp", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } });
    const writable = containers[0].volumeMounts.filter((mount: { readOnly?: boolean }) => !mount.readOnly);
    expect(writable).toEqual([{ name: "scratch-tmp", mountPath: "/tmp" }]);
  });

  it("keeps a cache as long as it lives", () => {
    const volumes = [{ name: "models", path: "/models", sizeGiB: 5, protected: false }];
    expect(pod({ volumes }).volumes).toContainEqual({ name: "models", emptyDir: { sizeLimit: "5Gi" } });
  });

  it("reads directories of the machine and cannot change them", () => {
    const { containers, volumes } = pod({ hostPaths: [{ hostPath: "/proc", path: "/host/proc" }] });
    expect(volumes).toContainEqual({ name: "host-0", hostPath: { path: "/proc", type: "Directory" } });
    expect(containers[0].volumeMounts).toContainEqual({ name: "host-0", mountPath: "/host/proc", readOnly: true });
  });

  it("starts as the image does, with the declared words and variables taken literally", () => {
    const [container] = pod({ command: ["serve", "$(pwd)"], env: { A: "$(B)" } }).containers;
    expect(container.command).toBeUndefined();
    expect(container.args).toEqual(["serve", "$$(pwd)"]);
    expect(container.env).toEqual([{ name: "A", value: "$$(B)" }]);
    expect(container.ports).toEqual([{ name: "http", containerPort: 8080, protocol: "TCP" }]);
  });

  it("has its files judged before it takes them", () => {
    const files = [{ path: "/etc/app/app.conf", content: "x", onChange: "reload" as const }];
    const { initContainers, containers } = pod({ files, reload: { signal: "SIGHUP", check: ["app", "-t"] } });
    expect(initContainers).toHaveLength(1);
    expect(initContainers[0]).toMatchObject({
      name: "check",
      command: ["app", "-t"],
      image: containers[0].image,
      resources: containers[0].resources,
      securityContext: containers[0].securityContext,
    });
    expect(initContainers[0].volumeMounts).toEqual(containers[0].volumeMounts);
    expect(pod({ files, reload: { signal: "SIGHUP" } })).not.toHaveProperty("initContainers");
  });

  it("has the same form for one replica and for many", () => {
    expect(pod({ replicas: 3 })).toEqual(pod());
    expect(pod().topologySpreadConstraints).toHaveLength(2);
    expect(pod()).not.toHaveProperty("affinity");
    expect(pod({ stateful: true }).affinity.podAntiAffinity).toBeDefined();
  });

  it("logs in to the registry where that is needed", () => {
    expect(pod()).not.toHaveProperty("imagePullSecrets");
    const { spec } = podTemplate(APP, { ...SETTINGS, imagePullSecrets: ["registry"] }, {});
    expect(spec.imagePullSecrets).toEqual([{ name: "registry" }]);
  });
});

describe("a deployment", () => {
  it("adds a pod before it takes one away", () => {
    const spec = plain(deploymentSpec({ ...APP, replicas: 2 }, PLACE, template(), 90));
    expect(spec).toMatchObject({
      replicas: 2,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      progressDeadlineSeconds: 120,
    });
    expect(JSON.stringify(spec.selector)).not.toContain("version");
  });

  it("may take the time of each replica, and of their leaving where the next one waits for it", () => {
    expect(rolloutSeconds({ ...APP, replicas: 3 }, 90)).toBe(3 * 30 + 90);
    expect(rolloutSeconds({ ...APP, stateful: true, replicas: 2 }, 90)).toBe(2 * (30 + 10) + 90);
  });
});

describe("a stateful set", () => {
  const spec = (workload: Workload, storageClass?: string) =>
    plain(statefulSetSpec(workload, PLACE, podTemplate(workload, SETTINGS, {}), storageClass));

  it("keeps protected volumes, and takes others with it", () => {
    expect(spec(DATABASE).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
    const open = { ...DATABASE, volumes: [{ name: "data", path: "/data", sizeGiB: 10, protected: false }] };
    expect(spec(open).persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: "Delete", whenScaled: "Delete" });
  });

  it("claims a volume for each member, of the class that is named", () => {
    const [claim] = spec(DATABASE, "fast").volumeClaimTemplates;
    expect(claim.metadata.name).toBe("data");
    expect(claim.spec).toEqual({
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "10Gi" } },
      storageClassName: "fast",
    });
    expect(spec(DATABASE).volumeClaimTemplates[0].spec).not.toHaveProperty("storageClassName");
    expect(spec(DATABASE)).toMatchObject({ serviceName: "db-members", podManagementPolicy: "Parallel" });
    expect(spec(DATABASE).template.spec.containers[0].volumeMounts).toContainEqual({
      name: "data",
      mountPath: "/data",
    });
  });
});

describe("what cannot be had here", () => {
  it("is refused all at once, each with what to do", () => {
    const volumes = [{ name: "data", path: "/data", sizeGiB: 1, protected: true, hostDirectory: "/srv" }];
    const image = { reference: "app:1", build: { context: "services/app", fingerprint: "f" } };
    const refused = () => refuseImpossible({ ...APP, image, volumes });
    expect(refused).toThrow(RunError);
    expect(refused).toThrow(/^app: image app:1 is to be built from services\/app; .* Build and push it first/);
    expect(refused).toThrow(/\napp: volume data asks for the directory \/srv .* `kubernetes.storageClass`/);
    expect(refused).toThrow(/\napp: volume data is protected, .* Declare `stateful: true`/);
  });

  it("is nothing of what the platform declares", () => {
    expect(() => refuseImpossible(APP)).not.toThrow();
    expect(() => refuseImpossible(DATABASE)).not.toThrow();
  });
});
