import { Namespace } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";
import * as pulumi from "@pulumi/pulumi";
import { keptSecret } from "../../secrets";
import type { Importance, Running, Runtime, Tunnel, Workload } from "../../workload";
import { hostNamespace, namespaceOf, type Place, platformLabels, serviceHost } from "./identity";
import { kubectlIn } from "./kubectl";
import { KubernetesWorkload } from "./kubernetes-workload";
import { allowNames, denyAll } from "./network-policies";
import { objectMeta } from "./object-meta";
import { type PodSettings, priorityClass } from "./pod";
import { PodWatch } from "./pod-watch";
import type { HealthPolicy } from "./probes";
import { type Exposure, memberHosts } from "./services";

export interface KubernetesRuntimeArgs {
  /** Holds everything of one stack; its name is the `app.kubernetes.io/instance` of all objects. */
  readonly namespace: string;
  /** Context of the kubeconfig in use; empty where there is no cluster, only its manifests. @default - the current one */
  readonly context?: string;
  readonly health: HealthPolicy;
  /** How the port for users leaves the cluster. */
  readonly exposure: Exposure;
  /** The namespace, and all data in it, survives the stack unless asked for by name. @default false */
  readonly keepNamespace?: boolean;
  /** Storage class of volumes. @default - the cluster's own default */
  readonly storageClass?: string;
  /** Cores promised to workloads for each core that there is. @default 1 */
  readonly cpuOvercommit?: number;
  /** Longest time from order to start: a place on a node, the image over the network, a volume. @default 300 */
  readonly arriveSeconds?: number;
  /** Names of Secrets, in the namespaces, by which nodes log in to the registry. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** A ServiceMonitor for each workload with figures; the cluster has to know the kind. @default false */
  readonly serviceMonitors?: boolean;
  /** Key of the hashes by which pods roll for a secret. @default - generated at the first deployment, kept in the state */
  readonly sealingKey?: pulumi.Output<string>;
}

const ARRIVE_SECONDS = 300;

/** Who is evicted last when a node runs short; far below what the cluster keeps for itself. */
const PRIORITIES: Readonly<Record<Importance, number>> = { data: 1_000_000, serving: 500_000, watching: 100_000 };

const POD_SECURITY = "pod-security.kubernetes.io";
const WHY_PRIVILEGED =
  "Only for what watches the machine: it reads directories of the node, which no stricter level of pod security allows.";

/** Runs workloads as pods of one Kubernetes cluster, in a namespace of their own. */
export class KubernetesRuntime extends pulumi.ComponentResource implements Runtime {
  readonly provider: Provider;
  readonly place: Place;
  readonly podSettings: PodSettings;
  readonly sealingKey: pulumi.Output<string>;
  readonly arriveSeconds: number;
  private readonly priorities: readonly pulumi.Resource[];
  private readonly namespaces = new Map<string, readonly pulumi.Resource[]>();
  private readonly watch: PodWatch | undefined;

  constructor(
    private readonly name: string,
    readonly args: KubernetesRuntimeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("vector-platform:runtime:Kubernetes", name, {}, opts);
    const { namespace, health, cpuOvercommit = 1, imagePullSecrets = [] } = args;
    this.place = { namespace };
    this.arriveSeconds = args.arriveSeconds ?? ARRIVE_SECONDS;
    this.podSettings = { place: this.place, health, cpuOvercommit, imagePullSecrets };
    this.provider = this.createProvider();
    this.sealingKey = keptSecret(`${name}-sealing-key`, args.sealingKey, { parent: this });
    this.priorities = this.createPriorities();
    this.createNamespace(namespace, "restricted");
    // Nobody waits for pods in a preview.
    const waits = args.context !== "" && !pulumi.runtime.isDryRun();
    this.watch = waits ? new PodWatch(kubectlIn(args.context), this.arriveSeconds) : undefined;
    this.registerOutputs({ namespace });
  }

  run(workload: Workload, parent: pulumi.Resource): Running {
    const objects = new KubernetesWorkload(this, workload, parent);
    this.watch?.follow(workload, namespaceOf(workload, this.place), objects);
    return { host: this.hostOf(workload) };
  }

  hostOf(workload: Pick<Workload, "name" | "hostPaths">): string {
    return serviceHost(workload.name, namespaceOf(workload, this.place));
  }

  memberHosts(workload: Pick<Workload, "name" | "replicas">): readonly string[] {
    return memberHosts(workload, this.place.namespace);
  }

  /** Ports for operators are published nowhere. */
  tunnelTo(workload: string, port: number): Tunnel {
    return { context: this.args.context ?? "", namespace: this.place.namespace, workload, port };
  }

  /** What has to be there before any object of the workload. */
  groundFor(workload: Workload): pulumi.Resource[] {
    const namespace = namespaceOf(workload, this.place);
    const ground = this.namespaces.get(namespace) ?? this.createNamespace(namespace, "privileged");
    return [...ground, ...this.priorities];
  }

  private createProvider(): Provider {
    const { context } = this.args;
    return new Provider(
      `${this.name}-cluster`,
      {
        // Left out, the SDK would write the list of files in KUBECONFIG here, which is no file.
        kubeconfig: "",
        ...(context && { context }),
        enableServerSideApply: true,
        // A changed file changes its object; a replaced one would drag along everything that names it.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      { parent: this },
    );
  }

  private createPriorities(): pulumi.Resource[] {
    return Object.entries(PRIORITIES).map(([importance, value]) => {
      const name = priorityClass({ importance: importance as Importance }, this.place);
      const description = `${importance} workloads of ${this.place.namespace}`;
      const metadata = objectMeta(name, { labels: platformLabels(this.place) });
      const args = { metadata, value, globalDefault: false, description };
      return new PriorityClass(`priority-${importance}`, args, this.childOpts());
    });
  }

  /** With its level of pod security, which the API server enforces, and with nothing let in or out yet. */
  private createNamespace(name: string, level: "restricted" | "privileged"): pulumi.Resource[] {
    const kept = (this.args.keepNamespace ?? false) && name === this.place.namespace;
    const levels = ["enforce", "audit", "warn"].map((mode) => [`${POD_SECURITY}/${mode}`, level]);
    const labels = { ...platformLabels(this.place), ...Object.fromEntries(levels) };
    const annotations = level === "privileged" ? { "vector-platform/why-privileged": WHY_PRIVILEGED } : undefined;
    const namespace = new Namespace(
      name === hostNamespace(this.place) ? "namespace-host" : "namespace",
      { metadata: objectMeta(name, { labels, annotations }) },
      this.childOpts({ protect: kept, retainOnDelete: kept }),
    );
    const ground = [namespace, ...this.createBasePolicies(namespace, name)];
    this.namespaces.set(name, ground);
    return ground;
  }

  private createBasePolicies(namespace: Namespace, of: string): pulumi.Resource[] {
    const suffix = of === hostNamespace(this.place) ? "-host" : "";
    const opts = this.childOpts({ dependsOn: [namespace] });
    return Object.entries({ "deny-all": denyAll(), "allow-names": allowNames() }).map(([name, spec]) => {
      const metadata = objectMeta(name, { namespace: of, labels: platformLabels(this.place) });
      return new NetworkPolicy(`${name}${suffix}`, { metadata, spec }, opts);
    });
  }

  private childOpts(more: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.provider, ...more };
  }
}
