import type { Given } from "./support";

/*
 * One good resource of each kind; a test changes what it is about. Neither is the platform's own: the rules are for
 * whatever a stack holds.
 */

type Props = Record<string, unknown>;

export const GOOD_CONTAINER: Props = {
  name: "prefix-thing",
  image: "registry.example/thing:1.2.3",
  user: "1000:1000",
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  memory: 128,
  cpus: "0.5",
  envs: ["LOG_LEVEL=info"],
  healthcheck: { tests: ["CMD", "true"] },
};

export function container(changes: Props = {}, more: Partial<Given> = {}): Given {
  return { type: "docker:index/container:Container", name: "thing", ...more, props: { ...GOOD_CONTAINER, ...changes } };
}

export function labelled(workload: string, changes: Props = {}, role = "service"): Given {
  const labels = Object.entries({ workload, role }).map(([key, value]) => ({ label: `vector-platform.${key}`, value }));
  return container({ labels, ...changes }, { name: workload });
}

const PROBE = { tcpSocket: { port: 8000 } };

export const GOOD_POD_CONTAINER: Props = {
  name: "main",
  image: "registry.example/thing:1.2.3",
  env: [{ name: "LOG_LEVEL", value: "info" }],
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "1", memory: "128Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, runAsUser: 11_000 },
  readinessProbe: PROBE,
  livenessProbe: PROBE,
  startupProbe: PROBE,
};

export function pod(changes: Props = {}, spec: Props = {}): Props {
  return { containers: [{ ...GOOD_POD_CONTAINER, ...changes }], ...spec };
}

export interface ControllerShape {
  readonly kind?: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly name?: string;
  readonly replicas?: unknown;
  readonly spec?: Props;
  readonly metadata?: Props;
}

const labels = (name: string) => ({ "app.kubernetes.io/name": name });

export function controller(template: Props = pod(), shape: ControllerShape = {}, more: Partial<Given> = {}): Given {
  const { kind = "Deployment", name = "thing", replicas, spec, metadata } = shape;
  const own = { name, namespace: "space", labels: labels(name), ...metadata };
  const props = {
    metadata: own,
    spec: { replicas, template: { metadata: { labels: labels(name) }, spec: template }, ...spec },
  };
  return { type: `kubernetes:apps/v1:${kind}`, name, ...more, props };
}

export function service(spec: Props, name = "thing"): Given {
  const props = { metadata: { name, namespace: "space" }, spec: { selector: labels(name), ...spec } };
  return { type: "kubernetes:core/v1:Service", name, props };
}

export function budget(spec: Props, name = "thing"): Given {
  const props = { metadata: { name, namespace: "space" }, spec: { selector: { matchLabels: labels(name) }, ...spec } };
  return { type: "kubernetes:policy/v1:PodDisruptionBudget", name, props };
}
