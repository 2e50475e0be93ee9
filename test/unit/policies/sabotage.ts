import type { Given } from "./support";

type Props = Record<string, unknown>;
export type On = "docker" | "kubernetes";

/** The platform's resources with one thing wrong, by the rule that has to notice. */
export const SABOTAGE: Readonly<Record<string, Partial<Record<On, (given: readonly Given[]) => Given[]>>>> = {
  "no-latest": { docker: imageNamed("redis-image", "redis:latest"), kubernetes: inPod("redis", { image: "redis" }) },
  "digest-pinned": { docker: imageNamed("redis-image", "redis:8"), kubernetes: inPod("redis", { image: "redis:8" }) },
  "no-privilege": {
    docker: onContainer("redis", { user: "root" }),
    kubernetes: inPod("redis", { securityContext: {} }),
  },
  probes: {
    docker: onContainer("redis", { healthcheck: undefined }),
    kubernetes: inPod("redis", { startupProbe: undefined }),
  },
  limits: { docker: onContainer("redis", { memory: undefined }), kubernetes: inPod("redis", { resources: {} }) },
  "no-plain-keys": {
    docker: onContainer("redis", { envs: ["REDIS_PASSWORD=planted"] }),
    kubernetes: inPod("redis", { env: [{ name: "REDIS_PASSWORD", value: "planted" }] }),
  },
  "keys-set": { docker: onContainer("redis", { mounts: [] }), kubernetes: inPodSpec("redis", { volumes: [] }) },
  "no-public-data-port": {
    docker: onContainer("redis", { ports: [{ internal: 6379, external: 6379 }] }),
    kubernetes: changed("kubernetes:core/v1:Service", "redis", (props) => ({
      ...props,
      spec: { ...below(props, "spec"), type: "NodePort" },
    })),
  },
  "tls-on": { docker: everywhere(/ ssl crt [^\s"\\]+/g, ""), kubernetes: everywhere(/ ssl crt [^\s"\\]+/g, "") },
  "protected-data": { docker: unprotected("qdrant-storage"), kubernetes: unprotected("qdrant") },
  replicas: {
    docker: (given) => given.filter(({ name }) => name !== "api-blue-2"),
    kubernetes: changed("kubernetes:apps/v1:Deployment", "gateway", (props) => ({
      ...props,
      spec: { ...below(props, "spec"), replicas: 1 },
    })),
  },
  "disruption-budget": {
    kubernetes: (given) =>
      given.filter(({ type, name }) => !(type.endsWith("PodDisruptionBudget") && name === "gateway")),
  },
  capacity: {
    docker: onContainer("qdrant", { memory: 64 }),
    kubernetes: inPod("qdrant", { resources: { limits: { memory: "64Mi" } } }),
  },
};

function changed(type: string, name: string, change: (props: Props) => Props) {
  return (given: readonly Given[]): Given[] => {
    if (!given.some((g) => g.type === type && g.name === name)) throw new Error(`no ${type} named ${name}`);
    return given.map((g) => (g.type === type && g.name === name ? { ...g, props: change({ ...g.props }) } : g));
  };
}

function onContainer(name: string, changes: Props) {
  return changed("docker:index/container:Container", name, (props) => ({ ...props, ...changes }));
}

function imageNamed(name: string, reference: string) {
  return changed("docker:index/remoteImage:RemoteImage", name, (props) => ({ ...props, name: reference }));
}

function inPodSpec(name: string, changes: Props) {
  return changed("kubernetes:apps/v1:StatefulSet", name, (props) => {
    const template = below(props, "spec", "template");
    return {
      ...props,
      spec: { ...below(props, "spec"), template: { ...template, spec: { ...below(template, "spec"), ...changes } } },
    };
  });
}

function inPod(name: string, changes: Props) {
  return (given: readonly Given[]): Given[] => {
    const set = given.find((g) => g.type === "kubernetes:apps/v1:StatefulSet" && g.name === name);
    const containers = below({ ...set?.props }, "spec", "template", "spec").containers as Props[];
    return inPodSpec(name, { containers: containers.map((container) => ({ ...container, ...changes })) })(given);
  };
}

function unprotected(name: string) {
  return (given: readonly Given[]): Given[] => given.map((g) => (g.name === name ? { ...g, protect: false } : g));
}

function everywhere(pattern: RegExp, by: string) {
  return (given: readonly Given[]): Given[] => JSON.parse(JSON.stringify(given).replaceAll(pattern, by));
}

function below(props: Props, ...path: readonly string[]): Props {
  return path.reduce((found, key) => found[key] as Props, props);
}
