import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** Where everything that set-up makes lies: one folder that git ignores, and what Docker and Kubernetes store; `make clean-tools` removes it all. */
export interface Layout {
  readonly project: string;
  readonly root: string;
  readonly bin: string;
  readonly home: string;
  readonly records: string;
  readonly build: string;
  readonly docker: string;
  /**
   * Images, containers and volumes of the private Docker engine. Not below the project: the language host reads every
   * folder there at each preview to find plugins, and the file systems of containers would cost it a second.
   */
  readonly dockerData: string;
  /** What belongs to the local Kubernetes cluster. */
  readonly kubernetes: string;
  readonly kubeconfig: string;
  /** Images, containers, volumes and the memory of the cluster; not below the project for the same reason. */
  readonly clusterData: string;
  readonly site: string;
  readonly standIns: string;
  readonly activate: string;
  /** Kept by `make clean-tools`: what the stacks are and how to decrypt them cannot be made again. */
  readonly state: State;
}

export interface State {
  readonly root: string;
  readonly backend: string;
  readonly passphrase: string;
}

export function layoutOf(project: string = resolve(__dirname, "..")): Layout {
  const root = join(project, ".tools");
  const state = join(project, ".state");
  const data = `/var/lib/vector-platform-${idOf(root)}`;
  return {
    project,
    root,
    bin: join(root, "bin"),
    home: join(root, "pulumi-home"),
    records: join(root, "records"),
    build: join(root, "build"),
    docker: join(root, "docker"),
    dockerData: data,
    kubernetes: join(root, "kubernetes"),
    kubeconfig: join(root, "kubernetes", "kubeconfig"),
    clusterData: `${data}-kubernetes`,
    site: join(root, "site.json"),
    standIns: join(root, "stand-ins.json"),
    activate: join(root, "activate"),
    state: { root: state, backend: join(state, "backend"), passphrase: join(state, "passphrase") },
  };
}

/** The same number below `limit` for the same folder, so that two clones on one machine keep apart. */
export function ownNumber(layout: Layout, limit: number): number {
  return hashOf(layout.root).readUInt32BE(0) % limit;
}

/** Eight letters or fewer that differ between two clones on one machine. */
export function ownId(layout: Layout): string {
  return idOf(layout.root);
}

function idOf(root: string): string {
  return hashOf(root).readUInt32BE(0).toString(16);
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
