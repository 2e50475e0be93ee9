import { DockerRuntime } from "../components/runtime/docker";
import { KubernetesRuntime } from "../components/runtime/kubernetes";
import type { Runtime } from "../components/workload";
import type { ClusterFacts } from "./cluster";
import type { PlatformConfig } from "./config";

/** The platform that the stack's workloads run on. */
export function createRuntime(config: PlatformConfig, cluster: ClusterFacts): Runtime {
  return config.platform === "kubernetes" ? onKubernetes(config, cluster) : onDocker(config);
}

function onDocker({ stack, docker, deployment }: PlatformConfig): Runtime {
  return new DockerRuntime("docker", {
    prefix: `vector-platform-${stack}`,
    health: deployment.healthCheck,
    ...(docker.host && { host: docker.host }),
  });
}

function onKubernetes({ kubernetes, protectData, deployment }: PlatformConfig, cluster: ClusterFacts): Runtime {
  const { namespace, storageClass, exposure, cpuOvercommit, arriveSeconds } = kubernetes;
  return new KubernetesRuntime("kubernetes", {
    ...cluster,
    ...{ namespace, exposure, cpuOvercommit },
    ...(storageClass && { storageClass }),
    ...(arriveSeconds && { arriveSeconds }),
    health: deployment.healthCheck,
    keepNamespace: protectData,
  });
}
