import type { Maybe } from "../value";

/** A program that a resource runs, in words that fit both platforms. */
export interface Container {
  /** As an operator finds it: `container gateway`, `Deployment api-blue, container api`. */
  readonly title: string;
  /** What runs until it is stopped, what runs to an end, and what only carries files and is never started. */
  readonly kind: "service" | "task" | "carrier";
  readonly image: Maybe<string>;
  readonly env: readonly Setting[];
  /** Its command line, as far as it is known. */
  readonly words: readonly string[];
  readonly security: Security;
  /** What it may use, and on Kubernetes what it is promised: each by its name in the resource. */
  readonly limits: Readonly<Record<string, Maybe<string>>>;
  /** Probes that the platform asks, by name. */
  readonly probes: Readonly<Record<string, Maybe<boolean>>>;
  /** Directories that hold nothing but secret files. */
  readonly secretMounts: Maybe<number>;
}

export interface Setting {
  readonly name: string;
  readonly value: Maybe<string>;
}

export interface Security {
  readonly privileged: boolean;
  readonly addedCapabilities: readonly string[];
  readonly dropsAll: Maybe<boolean>;
  /** May gain rights that its parent process has not. */
  readonly mayEscalate: Maybe<boolean>;
  /** The user that it runs as, where the resource says so; "not root" where it says only that. */
  readonly user: Maybe<string>;
  /** Namespaces that it shares with the machine: network, pid, ipc. */
  readonly shares: readonly string[];
  readonly hostPaths: readonly HostPath[];
}

export interface HostPath {
  readonly path: string;
  readonly readOnly: boolean;
}

export const NOT_ROOT = "not root";
