import { type Finding, type Resource, stackRule } from "../rule";
import { at, known } from "../value";
import { DEPLOYMENT, namespaceOf, replicasOf, selects } from "../view/controllers";
import { DOCKER_CONTAINER, dockerLabel } from "../view/docker";
import { exposuresOf, SERVICE } from "../view/exposure";
import { titleOf } from "../view/kubernetes";
import { workloadOf } from "../view/workload";

const LEAST = 2;
const API = /^api-(blue|green)$/;

export const replicas = stackRule([DOCKER_CONTAINER, DEPLOYMENT, SERVICE], {
  name: "replicas",
  description: `What answers users in production runs at least ${LEAST} times.`,
  why: "With one, every crash and every restart is an outage.",
  onlyIn: "production",
  judge: (resources) => [...onDocker(resources), ...onKubernetes(resources)],
});

/** The gateway stays single on Docker: only one container can hold its port, and it changes without a restart. */
function onDocker(resources: readonly Resource[]): Finding[] {
  const counts = new Map<string, number>();
  for (const { type, props } of resources) {
    const [workload, role] = ["workload", "role"].map((label) => known(dockerLabel(props, `vector-platform.${label}`)));
    if (type !== DOCKER_CONTAINER || !workload || role !== "service" || !API.test(workload)) continue;
    counts.set(workload, (counts.get(workload) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count < LEAST).map(([workload]) => tooFew(`workload ${workload}`, 1));
}

function onKubernetes(resources: readonly Resource[]): Finding[] {
  const open = resources.filter((resource) => resource.type === SERVICE && exposuresOf(resource).length > 0);
  return resources
    .filter((resource) => resource.type === DEPLOYMENT && (isApi(resource) || open.some((s) => leadsTo(s, resource))))
    .flatMap((resource) => {
      const count = replicasOf(resource);
      return count !== undefined && count < LEAST ? [tooFew(titleOf(resource), count)] : [];
    });
}

function isApi(resource: Resource): boolean {
  return API.test(workloadOf(resource) ?? "");
}

function leadsTo(service: Resource, deployment: Resource): boolean {
  const same = namespaceOf(service) === namespaceOf(deployment);
  return same && selects(at(service.props, "spec", "selector"), deployment);
}

function tooFew(which: string, count: number): Finding {
  const fix = `run at least ${LEAST}: api.replicas or gateway.replicas in the stack's config, spec.replicas of your own`;
  return { which, what: `it runs ${count === 1 ? "once" : `${count} times`}`, fix };
}
