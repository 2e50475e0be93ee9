import type { Resource } from "../rule";
import { at, known, list, type Maybe, record, text, UNKNOWN, type Value } from "../value";
import { DOCKER_CONTAINER } from "./docker";
import { kindOf, POD_MAKERS, podOf, titleOf } from "./kubernetes";
import { workloadOf } from "./workload";

export const SERVICE = "kubernetes:core/v1:Service";
export const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";
export const EXPOSES = [DOCKER_CONTAINER, SERVICE, INGRESS, ...POD_MAKERS];

/** A port that can be reached from outside the platform's own network. */
export interface Exposure {
  readonly title: string;
  /** How it gets out, to end "port 6333 …". */
  readonly how: string;
  /** Ports that it goes by, outside first, the program's own last. */
  readonly ports: readonly number[];
  /** The name that the program's port has on Kubernetes. */
  readonly portName: string | undefined;
  /** What answers behind it, as far as names tell. */
  readonly workload: string | undefined;
  /** Stays on the machine. */
  readonly loopback: boolean;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
const NAME_LABEL = "app.kubernetes.io/name";

export function exposuresOf(resource: Resource): Exposure[] {
  if (resource.type === DOCKER_CONTAINER) return publishedPorts(resource);
  if (resource.type === SERVICE) return servicePorts(resource);
  if (resource.type === INGRESS) return ingressBackends(resource);
  return hostPorts(resource);
}

function publishedPorts(resource: Resource): Exposure[] {
  const own = { title: `container ${resource.name}`, portName: undefined, workload: workloadOf(resource) };
  const all = at(resource.props, "publishAllPorts") === true;
  const everything = { ...own, how: "published with every other port of the image", ports: [], loopback: false };
  const published = list(at(resource.props, "ports")).flatMap((port) => {
    const address = at(port, "ip");
    if (address === UNKNOWN) return [];
    const ip = known(text(address)) || "0.0.0.0";
    const ports = numbers(at(port, "external"), at(port, "internal"));
    return [{ ...own, how: `published at ${ip}`, ports, loopback: LOOPBACK.test(ip) }];
  });
  return all ? [everything, ...published] : published;
}

function servicePorts(resource: Resource): Exposure[] {
  const spec = at(resource.props, "spec");
  const type = known(text(at(spec, "type"))) ?? "ClusterIP";
  const outside = list(at(spec, "externalIPs")).length > 0;
  if (!outside && type !== "NodePort" && type !== "LoadBalancer") return [];
  const workload = known(text(at(record(at(spec, "selector")), NAME_LABEL))) ?? workloadOf(resource);
  return list(at(spec, "ports")).map((port) => ({
    title: titleOf(resource),
    how: `open through a ${outside ? "Service with external addresses" : type}`,
    ports: numbers(at(port, "nodePort"), at(port, "port"), at(port, "targetPort")),
    portName: known(text(at(port, "targetPort"))) ?? known(text(at(port, "name"))),
    workload,
    loopback: false,
  }));
}

function ingressBackends(resource: Resource): Exposure[] {
  const spec = at(resource.props, "spec");
  const rules = list(at(spec, "rules")).flatMap((rule) => list(at(rule, "http", "paths")));
  const backends = [at(spec, "defaultBackend"), ...rules.map((path) => at(path, "backend"))];
  return backends
    .filter((backend) => typeof backend === "object")
    .map((backend) => ({
      title: titleOf(resource),
      how: "open through an Ingress",
      ports: numbers(at(backend, "service", "port", "number")),
      portName: known(text(at(backend, "service", "port", "name"))),
      workload: known(text(at(backend, "service", "name"))),
      loopback: false,
    }));
}

function hostPorts(resource: Resource): Exposure[] {
  return list(at(podOf(resource), "spec", "containers")).flatMap((container) =>
    list(at(container, "ports"))
      .filter((port) => typeof at(port, "hostPort") === "number")
      .map((port) => ({
        title: titleOf(resource),
        how: `open at every node that a pod of this ${kindOf(resource)} runs on`,
        ports: numbers(at(port, "hostPort"), at(port, "containerPort")),
        portName: known(text(at(port, "name"))),
        workload: workloadOf(resource),
        loopback: LOOPBACK.test(known(text(at(port, "hostIP"))) ?? ""),
      })),
  );
}

function numbers(...values: readonly Maybe<Value>[]): number[] {
  return values.filter((value): value is number => typeof value === "number");
}
