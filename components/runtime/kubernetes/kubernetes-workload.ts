import type { types } from "@pulumi/kubernetes";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Deployment, StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Secret, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload";
import { userOf } from "./container";
import { deploymentSpec, isKept, rolloutSeconds, statefulSetSpec } from "./controllers";
import { disruptionBudget } from "./disruption";
import { byKey, type Contents, configName, contentHash, encoded, identityFiles, sealedHash, secretName } from "./files";
import { DISCOVERABLE, type Labels, membersService, namespaceOf, objectLabels } from "./identity";
import type { KubernetesRuntime } from "./kubernetes-runtime";
import { workloadPolicy } from "./network-policies";
import { objectMeta } from "./object-meta";
import { FILES, type PodTemplate, podTemplate, SEALED_FILES } from "./pod";
import { refuseImpossible } from "./refusals";
import { serviceMonitorSpec } from "./service-monitor";
import { aliasService, headlessService, membersServiceSpec, publicService } from "./services";

/** The objects of one workload, in the order in which they need each other. */
export class KubernetesWorkload {
  /** There once all of its pods are ready. */
  readonly controller: Deployment | StatefulSet;
  /** When everything before the controller is there. */
  readonly begins: pulumi.Output<unknown>;
  private readonly opts: pulumi.CustomResourceOptions;

  constructor(
    private readonly runtime: KubernetesRuntime,
    private readonly workload: Workload,
    readonly parent: pulumi.Resource,
  ) {
    refuseImpossible(workload);
    this.opts = { parent, provider: runtime.provider, dependsOn: runtime.groundFor(workload) };
    this.createServices();
    this.createDisruptionBudget();
    this.createServiceMonitor();
    const before = [this.createServiceAccount(), this.createNetworkPolicy(), ...this.createFiles()];
    const opts = { ...this.opts, dependsOn: [...runtime.groundFor(workload), ...before] };
    this.begins = pulumi.all(before.map(({ urn }) => urn));
    this.controller = workload.stateful ? this.createStatefulSet(opts) : this.createDeployment(opts);
  }

  private createServices(): void {
    const { workload, runtime } = this;
    const { place } = runtime;
    this.service(workload.name, headlessService(workload, place), { labels: DISCOVERABLE });
    if (workload.stateful) this.service(membersService(workload.name), membersServiceSpec(workload, place));
    const open = publicService(workload, place, runtime.args.exposure);
    if (open) this.service(`${workload.name}-public`, open);
    if (namespaceOf(workload, place) === place.namespace) return;
    this.service(`${workload.name}-alias`, aliasService(workload, place), {
      name: workload.name,
      namespace: place.namespace,
    });
  }

  private service(
    name: string,
    spec: types.input.core.v1.ServiceSpec,
    meta: { name?: string; namespace?: string; labels?: Labels } = {},
  ): void {
    // A service is there at once; whether pods stand behind it is asked of the pods. Only an address takes time.
    const annotations: Record<string, string> = spec.type === "LoadBalancer" ? {} : { "pulumi.com/skipAwait": "true" };
    const metadata = this.meta(meta.name ?? name, { annotations, ...meta });
    new Service(name, { metadata, spec }, this.opts);
  }

  private createDisruptionBudget(): void {
    const spec = disruptionBudget(this.workload, this.runtime.place);
    if (!spec) return;
    const { name } = this.workload;
    new PodDisruptionBudget(name, { metadata: this.meta(name), spec }, this.opts);
  }

  private createServiceMonitor(): void {
    const spec = this.runtime.args.serviceMonitors ? serviceMonitorSpec(this.workload, this.runtime.place) : undefined;
    if (!spec) return;
    const { name } = this.workload;
    const kind = { apiVersion: "monitoring.coreos.com/v1", kind: "ServiceMonitor" };
    new CustomResource(name, { ...kind, metadata: this.meta(name), spec }, this.opts);
  }

  /** An account of its own, and no token of it: no workload talks to the cluster. */
  private createServiceAccount(): pulumi.Resource {
    const { name } = this.workload;
    const args = { metadata: this.meta(name), automountServiceAccountToken: false };
    return new ServiceAccount(name, args, this.opts);
  }

  private createNetworkPolicy(): pulumi.Resource {
    const { name } = this.workload;
    const { place, args } = this.runtime;
    const spec = workloadPolicy(this.workload, place, args.serviceMonitors);
    return new NetworkPolicy(name, { metadata: this.meta(name), spec }, this.opts);
  }

  private createFiles(): pulumi.Resource[] {
    const { name } = this.workload;
    const config = configName(name);
    const files = new ConfigMap(config, { metadata: this.meta(config), data: this.files }, this.opts);
    if (!this.workload.secrets?.length) return [files];
    const secret = secretName(name);
    const args = { metadata: this.meta(secret), type: "Opaque", data: encoded(this.secrets) };
    return [files, new Secret(secret, args, this.opts)];
  }

  private createDeployment(opts: pulumi.CustomResourceOptions): Deployment {
    const spec = deploymentSpec(this.workload, this.runtime.place, this.template(), this.runtime.arriveSeconds);
    return new Deployment(this.workload.name, { metadata: this.awaited(), spec }, opts);
  }

  private createStatefulSet(opts: pulumi.CustomResourceOptions): StatefulSet {
    const { place, args } = this.runtime;
    const spec = statefulSetSpec(this.workload, place, this.template(), args.storageClass);
    const metadata = this.awaited();
    return new StatefulSet(this.workload.name, { metadata, spec }, { ...opts, protect: isKept(this.workload) });
  }

  private template(): PodTemplate {
    const { runtime, workload } = this;
    return podTemplate(workload, runtime.podSettings, {
      [FILES]: contentHash(this.files),
      ...(workload.secrets?.length && { [SEALED_FILES]: sealedHash(this.secrets, runtime.sealingKey) }),
    });
  }

  private get files(): Contents {
    const { name, files = [] } = this.workload;
    return { ...identityFiles(name, userOf(this.workload)), ...byKey(files) };
  }

  private get secrets(): Contents {
    return byKey(this.workload.secrets ?? []);
  }

  private awaited() {
    const annotations = { "pulumi.com/timeoutSeconds": `${rolloutSeconds(this.workload, this.runtime.arriveSeconds)}` };
    return this.meta(this.workload.name, { annotations });
  }

  private meta(name: string, more: { namespace?: string; labels?: Labels; annotations?: Labels } = {}) {
    const { place } = this.runtime;
    const labels = { ...objectLabels(this.workload, place), ...more.labels };
    const namespace = more.namespace ?? namespaceOf(this.workload, place);
    return objectMeta(name, { namespace, labels, annotations: more.annotations });
  }
}
