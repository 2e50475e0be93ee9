import type { Input, Output, Resource } from "@pulumi/pulumi";

/** One program that runs somewhere, as plain data. A runtime turns it into containers or pods; nothing here knows which. */
export interface Workload {
  /** Stable and unique in the stack: other workloads reach it under this name. */
  readonly name: string;
  readonly image: Image;
  /** @default - what the image starts by itself */
  readonly command?: readonly string[];
  /** Plain settings. Secrets never go here: every environment listing shows these. */
  readonly env?: Readonly<Record<string, Input<string>>>;
  /** Rendered configuration, mounted read-only. Files of one directory share one mount that holds nothing else. */
  readonly files?: readonly ConfigFile[];
  /** Secrets arrive as files in mounts that no other workload has. */
  readonly secrets?: readonly SecretFile[];
  /** How a running process takes a changed file. Required when a file says `reload`. */
  readonly reload?: Reload;
  readonly ports: readonly Port[];
  readonly volumes?: readonly Volume[];
  /** Writable memory-backed directories; everything else of the root file system is read-only. */
  readonly scratch?: readonly Scratch[];
  /** Directories of the machine itself, always read-only. Only what watches the machine needs them. */
  readonly hostPaths?: readonly HostPath[];
  readonly health: Health;
  readonly resources: Resources;
  /** @default 1 */
  readonly replicas?: number;
  /** Keeps its identity and volumes across replacement; replicas are never started side by side on one volume. @default false */
  readonly stateful?: boolean;
  /** Numeric user and group; never 0. */
  readonly user: number;
  /**
   * Names of the workloads that it opens connections to. A platform that can, lets nothing else through; docs/architecture.md
   * has the same arrows as a table. @default - none
   */
  readonly reaches?: readonly string[];
  /** Who goes last when a machine runs short: what holds data, then what serves users, then what watches. @default "serving" */
  readonly importance?: Importance;
  /** May open connections to the world outside the platform (a model to download, a webhook to call). @default false */
  readonly egress?: boolean;
  /** Where Prometheus finds its figures. @default - nothing to scrape */
  readonly scrape?: Scrape;
  readonly stop?: Stop;
}

export interface Image {
  /** `repository[:tag][@digest]`. */
  readonly reference: string;
  /** Builds the image under that reference instead of pulling it. */
  readonly build?: ImageBuild;
}

export interface ImageBuild {
  /** Folder with a Dockerfile, relative to the project. */
  readonly context: string;
  readonly args?: Readonly<Record<string, string>>;
  /** Changes exactly when the folder's content does: a hash of it. */
  readonly fingerprint: string;
}

export type OnChange = "restart" | "reload";

export interface ConfigFile {
  readonly path: string;
  readonly content: Input<string>;
  /** What a changed file asks for: a new process, or the workload's `reload`. */
  readonly onChange: OnChange;
}

export interface SecretFile {
  readonly path: string;
  readonly content: Output<string>;
  readonly onChange: OnChange;
}

export interface Reload {
  readonly signal: "SIGHUP" | "SIGUSR2";
  /** Run inside the workload before the signal; a non-zero exit keeps the old configuration serving and fails the update. */
  readonly check?: readonly string[];
  /**
   * Run inside the workload after the signal; exit code 0 once the new configuration is in effect. The signal is repeated
   * until then, for a server that may miss one. @default - a signal that was sent is taken as followed
   */
  readonly applied?: readonly string[];
}

export type Importance = "data" | "serving" | "watching";

export interface Port {
  readonly name: string;
  readonly number: number;
  /** Only replicas of this same workload talk to it, whoever else reaches the workload. @default false */
  readonly membersOnly?: boolean;
  /** Leaves the platform's network at this address. Only the gateway has one. @default - reachable by other workloads only */
  readonly publish?: Publication;
}

export interface Publication {
  readonly address: string;
  readonly port: number;
  /** What is for operators leaves a platform only where it stays on the machine; elsewhere a tunnel leads to it. */
  readonly audience: "users" | "operators";
}

export interface Volume {
  readonly name: string;
  readonly path: string;
  readonly sizeGiB: number;
  /** Survives replacement, and destruction unless asked for by name. */
  readonly protected: boolean;
  /** Directory of the machine that holds it; it has to exist. @default - where the platform keeps its volumes */
  readonly hostDirectory?: string;
}

export interface Scratch {
  readonly path: string;
  readonly sizeMiB: number;
}

export interface HostPath {
  readonly hostPath: string;
  readonly path: string;
}

export type Probe = HttpProbe | ExecProbe;

export interface HttpProbe {
  readonly kind: "http";
  readonly path: string;
  readonly port: number;
  /** @default false */
  readonly tls?: boolean;
  /** What the image has to ask with, for platforms that can ask only from inside (Docker). */
  readonly with: "wget" | "curl" | "bash" | "node";
}

export interface ExecProbe {
  readonly kind: "exec";
  readonly command: readonly string[];
}

export interface Health {
  /** Ready to take traffic. Gates the next step of a deployment. */
  readonly ready: Probe;
  /** @default - the same probe as `ready`, judged ten times more patiently */
  readonly live?: Probe;
  /** Longest time from start to ready, in seconds. */
  readonly startWithinSeconds: number;
}

export interface Resources {
  /** Cores it is guaranteed; a fraction is a share of one. */
  readonly cpu: number;
  /** Cores it may use while others leave them idle. @default - no more than `cpu` */
  readonly burstCpu?: number;
  readonly memoryMiB: number;
  /** @default 0 */
  readonly gpus?: number;
}

export interface Scrape {
  readonly port: number;
  /** @default "/metrics" */
  readonly path?: string;
  /** Name of a bearer token that Prometheus holds as a file. @default - open inside the platform */
  readonly token?: string;
  /** Constant labels on every series, e.g. `slot`. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Stop {
  readonly signal: "SIGTERM" | "SIGINT" | "SIGUSR1";
  readonly graceSeconds: number;
}

/** Turns workloads into resources on one platform. */
export interface Runtime {
  /** Order comes from the component's own `dependsOn`: a component starts after those it names are ready. */
  run(workload: Workload, parent: Resource): Running;
  /** The host name that `run` answers, for those who have to name a workload before it runs. */
  hostOf(workload: Pick<Workload, "name" | "hostPaths">): string;
  /** Host names of the replicas of a stateful workload, one each, in the order in which they are numbered. */
  memberHosts(workload: Pick<Workload, "name" | "replicas">): readonly string[];
  /** How a program on the operator's machine reaches a port for operators. @default - at the address that it is published at */
  tunnelTo(workload: string, port: number): Tunnel | undefined;
}

/** A way through the platform's own API to a port that is published nowhere. Plain data: whoever needs it opens it. */
export interface Tunnel {
  /** Context of the kubeconfig in use. */
  readonly context: string;
  readonly namespace: string;
  readonly workload: string;
  readonly port: number;
}

export interface Running {
  /**
   * Host name under which other workloads reach it. A plain value on purpose: an output of the running thing would make
   * the engine replace every workload that names this one whenever this one is replaced.
   */
  readonly host: string;
}
