import type { types } from "@pulumi/kubernetes";
import type { Port, Publication, Workload } from "../../workload";
import { hostNamespace, membersService, type Place, selectorLabels, serviceHost } from "./identity";

export type Exposure = "NodePort" | "LoadBalancer";

type ServiceSpec = types.input.core.v1.ServiceSpec;

/** Answers with the address of every ready pod, as the name of a workload does on Docker: who balances sees them all. */
export function headlessService(workload: Workload, place: Place): ServiceSpec {
  return { ...selecting(workload, place), type: "ClusterIP", clusterIP: "None", ports: ports(workload.ports) };
}

/** Names each member of a stateful workload, ready or not: members find each other before they can be ready. */
export function membersServiceSpec(workload: Workload, place: Place): ServiceSpec {
  return { ...headlessService(workload, place), publishNotReadyAddresses: true };
}

/** The name by which the others reach a workload of the host namespace: a short name ends at its own namespace. */
export function aliasService(workload: Workload, place: Place): ServiceSpec {
  return { type: "ExternalName", externalName: serviceHost(workload.name, hostNamespace(place)) };
}

/**
 * The way in for users. Traffic stays on the node that it came to: on the way to another one it would lose the address that
 * allowlist and rate limits go by.
 */
export function publicService(workload: Workload, place: Place, exposure: Exposure): ServiceSpec | undefined {
  const published = publishedToUsers(workload);
  if (published.length === 0) return undefined;
  return {
    ...selecting(workload, place),
    type: exposure,
    externalTrafficPolicy: "Local",
    ports: published.map(({ name, number, publish }) => ({
      name,
      protocol: "TCP",
      targetPort: number,
      ...(exposure === "NodePort" ? { port: number, nodePort: publish.port } : { port: publish.port }),
    })),
  };
}

export interface PublishedPort extends Port {
  readonly publish: Publication;
}

/** What is for operators leaves the cluster through a tunnel only. */
export function publishedToUsers({ ports }: Workload): PublishedPort[] {
  return ports.filter((port): port is PublishedPort => port.publish?.audience === "users");
}

/** Host names of the members of a stateful workload. */
export function memberHosts(workload: Pick<Workload, "name" | "replicas">, namespace: string): string[] {
  const { name, replicas = 1 } = workload;
  return Array.from({ length: replicas }, (_, index) =>
    serviceHost(`${name}-${index}.${membersService(name)}`, namespace),
  );
}

function selecting(workload: Workload, place: Place): ServiceSpec {
  return { selector: selectorLabels(workload, place) };
}

function ports(declared: readonly Port[]): types.input.core.v1.ServicePort[] {
  return declared.map(({ name, number }) => ({ name, port: number, targetPort: number, protocol: "TCP" }));
}
