import { RunError } from "@pulumi/pulumi";
import { DockerRuntime } from "../components/runtime/docker";
import type { Runtime } from "../components/workload";
import type { PlatformConfig } from "./config";

/** The platform that the stack's workloads run on. */
export function createRuntime({ platform, stack, docker, deployment }: PlatformConfig): Runtime {
  if (platform === "kubernetes") {
    throw new RunError(
      "platform = kubernetes: this version deploys to Docker only. Allowed: docker. Set `pulumi config set platform docker`.",
    );
  }
  return new DockerRuntime("docker", {
    prefix: `vector-platform-${stack}`,
    health: deployment.healthCheck,
    ...(docker.host && { host: docker.host }),
  });
}
