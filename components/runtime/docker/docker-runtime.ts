import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Running, Runtime, Workload } from "../../workload";
import type { HealthPolicy } from "./container";
import { DockerWorkload, replicaName } from "./docker-workload";

export interface DockerRuntimeArgs {
  /** First part of every physical name: `<platform>-<stack>`. */
  readonly prefix: string;
  /** Docker engine to deploy to, e.g. `ssh://user@host`. @default - what the Docker client on this machine uses */
  readonly host?: string;
  readonly health: HealthPolicy;
}

const CONNECT_SECONDS = 10;

/** Runs workloads as containers of one Docker engine, on networks of their own. */
export class DockerRuntime extends pulumi.ComponentResource implements Runtime {
  /** Where workloads find each other; nothing outside reaches it, and nothing on it reaches outside. */
  readonly inner: docker.Network;
  /** For what publishes a port or calls out. */
  readonly outer: docker.Network;
  /** The engine that was named; without one, the default provider finds the local one. */
  readonly engine: docker.Provider | undefined;

  constructor(
    name: string,
    readonly args: DockerRuntimeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("vector-platform:runtime:Docker", name, {}, opts);
    this.engine = args.host ? this.connect(`${name}-engine`, args.host) : undefined;
    this.inner = this.network("inner", true);
    this.outer = this.network("outer", false);
    this.registerOutputs({ inner: this.inner.name, outer: this.outer.name });
  }

  run(workload: Workload, parent: pulumi.Resource): Running {
    new DockerWorkload(this, workload, parent);
    return { host: this.hostOf(workload) };
  }

  hostOf({ name }: Pick<Workload, "name">): string {
    return name;
  }

  memberHosts({ name, replicas = 1 }: Pick<Workload, "name" | "replicas">): readonly string[] {
    return Array.from({ length: replicas }, (_, index) => replicaName(name, index + 1));
  }

  /** Ports for operators are published on the machine itself. */
  tunnelTo(): undefined {}

  /** A server that does not answer should be said so in seconds; ssh by itself waits for minutes. */
  private connect(name: string, host: string): docker.Provider {
    const sshOpts = host.startsWith("ssh://") ? { sshOpts: ["-o", `ConnectTimeout=${CONNECT_SECONDS}`] } : {};
    return new docker.Provider(name, { host, ...sshOpts }, { parent: this });
  }

  private network(suffix: string, internal: boolean): docker.Network {
    return new docker.Network(
      `network-${suffix}`,
      { name: `${this.args.prefix}-${suffix}`, driver: "bridge", internal },
      { parent: this, provider: this.engine },
    );
  }
}
