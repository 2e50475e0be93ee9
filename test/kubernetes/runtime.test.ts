import { KubernetesRuntime } from "../../components/runtime/kubernetes";
import { ASK, type ProbeAnswer } from "../conformance/probe-app";
import { runtimeSuite } from "../conformance/runtime-suite";
import { CONTEXT, exec, get, isReady, kubectl, podsOf } from "./support/kubectl";
import { remainsOf, removeRemains } from "./support/namespace";
import { clusterImage } from "./support/site";

/** All that whoever may list a namespace can read; a Secret is the place of secrets, and not for everybody. */
const LISTED = "pods,configmaps,deployments,statefulsets,replicasets,services,serviceaccounts,networkpolicies,events";

/** What the declaration says of a deployment, as the cluster has it. */
async function shapeOf(workload: string, namespace: string): Promise<string> {
  const { replicas, template } = (await get("deployment", workload, namespace))?.spec ?? {};
  return JSON.stringify([replicas, template.spec.containers[0].env]);
}

runtimeSuite({
  name: "Kubernetes",
  image: clusterImage("node"),
  runtime: (prefix) =>
    new KubernetesRuntime("runtime", {
      namespace: prefix,
      context: CONTEXT,
      exposure: "NodePort",
      health: { intervalSeconds: 30, timeoutSeconds: 10, retries: 3 },
      cpuOvercommit: 10,
      // The image is on the node, and three cases wait for the deadline.
      arriveSeconds: 90,
    }),
  ask: async (prefix, workload) => {
    const pods = (await podsOf(workload, prefix)).filter(isReady);
    const answers = pods.map(({ metadata }) => exec(metadata.name, prefix, ["node", "-e", ASK], workload));
    return (await Promise.all(answers)).map((answer) => JSON.parse(answer) as ProbeAnswer);
  },
  listing: (prefix) => kubectl(["get", LISTED, "--namespace", prefix, "--output", "yaml"]),
  remains: remainsOf,
  meddle: async (prefix, workload) => {
    const declared = await shapeOf(workload, prefix);
    await kubectl(["set", "env", `deployment/${workload}`, "READY_AFTER_MS=1", "--namespace", prefix]);
    await kubectl(["scale", `deployment/${workload}`, "--replicas=2", "--namespace", prefix]);
    return async () => (await shapeOf(workload, prefix)) !== declared;
  },
  sweep: removeRemains,
  nature: { reloadsIn: "a new process", keepsWhenScaledDown: "any replica" },
});
