import { spawnSync } from "node:child_process";
import { RunError } from "@pulumi/pulumi";
import type { PlatformConfig } from "./config";

/** What a stack has to know of its cluster before it can say what it wants there. */
export interface ClusterFacts {
  /** Context of the kubeconfig in use; empty where nothing is deployed. */
  readonly context: string;
  /** The Prometheus operator's ServiceMonitor can be declared. */
  readonly serviceMonitors: boolean;
}

/** For stacks on Docker, for manifests that are only rendered, and for tests without an engine. */
export const NO_CLUSTER: ClusterFacts = { context: "", serviceMonitors: false };

/** The prometheus operator's API group. */
const MONITORING_GROUP = "monitoring.coreos.com";
const ANSWER_WITHIN_SECONDS = 15;

/**
 * Asks the cluster, once, before the first resource is touched.
 * @throws RunError that says what to do when there is no kubectl, no such context, or no answer
 */
export function clusterFacts({ platform, kubernetes }: PlatformConfig): ClusterFacts {
  if (platform !== "kubernetes") return NO_CLUSTER;
  const context = kubernetes.context ?? currentContext();
  const groups = apiGroups(context);
  return { context, serviceMonitors: groups.includes(MONITORING_GROUP) };
}

function currentContext(): string {
  const { ok, stdout } = kubectl(["config", "current-context"]);
  const context = stdout.trim();
  if (ok && context) return context;
  throw new RunError(
    "kubernetes.context is not set and your kubeconfig has no current context; allowed: the name of a context; run " +
      "pulumi config set --path kubernetes.context <name> with one that `kubectl config get-contexts` lists.",
  );
}

function apiGroups(context: string): string[] {
  const limit = `--request-timeout=${ANSWER_WITHIN_SECONDS}s`;
  const { ok, stdout, stderr } = kubectl(["--context", context, limit, "get", "--raw", "/apis"]);
  if (ok) return (JSON.parse(stdout) as { groups: { name: string }[] }).groups.map(({ name }) => name);
  throw new RunError(
    `kubernetes.context ${context}: the cluster does not answer within ${ANSWER_WITHIN_SECONDS} s, so nothing was changed. ` +
      `kubectl says: ${stderr.trim() || "nothing"}. Check \`kubectl --context ${context} get nodes\`.`,
  );
}

function kubectl(args: readonly string[]): { ok: boolean; stdout: string; stderr: string } {
  const options = { encoding: "utf8", timeout: 2 * ANSWER_WITHIN_SECONDS * 1000, maxBuffer: 16 * 1024 * 1024 } as const;
  const { error, status, stdout, stderr } = spawnSync("kubectl", args, options);
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
    throw new RunError("platform = kubernetes needs kubectl on the PATH, and there is none: install it and run again.");
  }
  return { ok: status === 0, stdout: stdout ?? "", stderr: stderr ?? "" };
}
