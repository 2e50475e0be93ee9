export { KubernetesRuntime, type KubernetesRuntimeArgs } from "./kubernetes-runtime";
export type { Exposure } from "./services";
