import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Finding, type Resource, type Rule, resourceRule } from "../rule";
import type { Container } from "./container";
import { DOCKER_CONTAINER, dockerContainer } from "./docker";
import { kubernetesContainers, POD_MAKERS } from "./kubernetes";

/** Every kind of resource that runs a program. */
export const RUNS = [DOCKER_CONTAINER, ...POD_MAKERS];

export function containersOf(resource: Resource): Container[] {
  return resource.type === DOCKER_CONTAINER ? [dockerContainer(resource)] : kubernetesContainers(resource);
}

/** What is wrong with a container; which one it is, is added. */
export type ContainerFinding = Omit<Finding, "which">;

/** A rule about every program that a resource runs, whatever the resource. */
export function containerRule(
  rule: Omit<Rule<Container>, "judge"> & { readonly judge: (container: Container) => readonly ContainerFinding[] },
): ResourceValidationPolicy {
  const judge = (resource: Resource): Finding[] =>
    containersOf(resource).flatMap((container) =>
      rule.judge(container).map((finding) => ({ which: container.title, ...finding })),
    );
  return resourceRule(RUNS, { ...rule, judge });
}
