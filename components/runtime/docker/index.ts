export type { HealthPolicy } from "./container";
export { DockerRuntime, type DockerRuntimeArgs } from "./docker-runtime";
