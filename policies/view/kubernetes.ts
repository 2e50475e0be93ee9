import type { Resource } from "../rule";
import { at, known, list, type Maybe, record, text, texts, UNKNOWN, type Value } from "../value";
import { type Container, type HostPath, NOT_ROOT, type Security } from "./container";

/** Where the pod lies in each kind of resource that makes pods. */
const POD_OF: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:apps/v1:Deployment": ["spec", "template"],
  "kubernetes:apps/v1:StatefulSet": ["spec", "template"],
  "kubernetes:apps/v1:DaemonSet": ["spec", "template"],
  "kubernetes:apps/v1:ReplicaSet": ["spec", "template"],
  "kubernetes:batch/v1:Job": ["spec", "template"],
  "kubernetes:batch/v1:CronJob": ["spec", "jobTemplate", "spec", "template"],
  "kubernetes:core/v1:Pod": [],
};

export const POD_MAKERS = Object.keys(POD_OF);

const PROBES = ["readiness", "liveness", "startup"] as const;

export function podOf({ type, props }: Resource): Value {
  return at(props, ...(POD_OF[type] ?? []));
}

export function kindOf({ type }: Resource): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** As kubectl names it. */
export function titleOf(resource: Resource): string {
  return `${kindOf(resource)} ${known(text(at(resource.props, "metadata", "name"))) ?? resource.name}`;
}

export function kubernetesContainers(resource: Resource): Container[] {
  const spec = at(podOf(resource), "spec");
  const task = ["Never", "OnFailure"].includes(known(text(at(spec, "restartPolicy"))) ?? "");
  const see = (container: Value, kind: Container["kind"]) => containerOf(titleOf(resource), spec, container, kind);
  return [
    ...list(at(spec, "containers")).map((container) => see(container, task ? "task" : "service")),
    // One that restarts always is a sidecar: it runs as long as the pod does.
    ...list(at(spec, "initContainers")).map((container) =>
      see(container, at(container, "restartPolicy") === "Always" ? "service" : "task"),
    ),
  ];
}

function containerOf(owner: string, pod: Value, container: Value, kind: Container["kind"]): Container {
  const probes = PROBES.map((name) => [name, present(at(container, `${name}Probe`))] as const);
  return {
    title: `${owner}, container ${known(text(at(container, "name"))) ?? "without a name"}`,
    kind,
    image: text(at(container, "image")),
    env: list(at(container, "env")).map((entry) => ({
      name: known(text(at(entry, "name"))) ?? "",
      value: text(at(entry, "value")),
    })),
    words: [...texts(at(container, "command")), ...texts(at(container, "args"))],
    security: security(pod, container),
    limits: limits(at(container, "resources")),
    probes: Object.fromEntries(probes),
    secretMounts: secretVolumes(pod),
  };
}

function present(value: Value): Maybe<boolean> {
  return value === UNKNOWN ? UNKNOWN : value !== undefined;
}

function limits(resources: Value): Container["limits"] {
  const pairs = ["requests", "limits"].flatMap((kind) =>
    ["cpu", "memory"].map((what) => [`${kind}.${what}`, text(at(resources, kind, what))] as const),
  );
  return Object.fromEntries(pairs);
}

function security(pod: Value, container: Value): Security {
  const own = at(container, "securityContext");
  const drops = at(own, "capabilities", "drop");
  const escalation = at(own, "allowPrivilegeEscalation");
  return {
    privileged: at(own, "privileged") === true,
    addedCapabilities: texts(at(own, "capabilities", "add")),
    dropsAll: drops === UNKNOWN ? UNKNOWN : texts(drops).includes("ALL"),
    mayEscalate: escalation === UNKNOWN ? UNKNOWN : escalation !== false,
    user: user(own, at(pod, "securityContext")),
    shares: ["Network", "PID", "IPC"].filter((kind) => at(pod, `host${kind}`) === true).map((k) => k.toLowerCase()),
    hostPaths: hostPaths(pod, container),
  };
}

/** A container's own word wins over its pod's, field by field. */
function user(own: Value, pod: Value): Maybe<string> {
  const first = (field: string) => at(own, field) ?? at(pod, field);
  const id = text(first("runAsUser"));
  if (id !== undefined) return id;
  const nonRoot = first("runAsNonRoot");
  if (nonRoot === UNKNOWN) return UNKNOWN;
  return nonRoot === true ? NOT_ROOT : undefined;
}

function hostPaths(pod: Value, container: Value): HostPath[] {
  return list(at(pod, "volumes")).flatMap((volume) => {
    const path = known(text(at(volume, "hostPath", "path")));
    if (!path) return [];
    const mounts = list(at(container, "volumeMounts")).filter((mount) => at(mount, "name") === at(volume, "name"));
    return mounts.map((mount) => ({ path, readOnly: [true, UNKNOWN].includes(at(mount, "readOnly") as boolean) }));
  });
}

function secretVolumes(pod: Value): Maybe<number> {
  const volumes = at(pod, "volumes");
  if (volumes === UNKNOWN) return UNKNOWN;
  const fromSecret = (source: Value) => Object.keys(record(source)).some((kind) => kind === "secret");
  return list(volumes).filter(
    (volume) => fromSecret(volume) || list(at(volume, "projected", "sources")).some(fromSecret),
  ).length;
}
