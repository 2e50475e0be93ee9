import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Api } from "../cluster/api";
import { type Cluster, CONTEXT, DNS_SERVICE, DOMAIN, NODE_NAME } from "../cluster/cluster";
import { configFile, configs, nameServersIn, writeFiles } from "../cluster/configs";
import { ensureRunning, waitFor } from "../cluster/daemon";
import { apiServer, containers, controlPlane, node, provisioner, store } from "../cluster/daemons";
import { accessOf, kubeconfig, kubeconfigOf } from "../cluster/kubeconfig";
import { manifests } from "../cluster/manifests";
import { onNode } from "../cluster/network";
import { containerdAnswers as answers } from "../cluster/node-images";
import { makeCertificates } from "../cluster/pki";
import { attempt, find, run } from "../command";
import { writeWhole } from "../files";
import type { Layout } from "../layout";
import type { Outcome } from "../steps";
import { until } from "../until";
import type { SystemImages } from "./kubernetes-images";

/** Where whoever has an API server reached it in 20 s on a free machine; a busy one gets ten times as long. */
const LIMIT_SECONDS = 240;
const APPLY_SECONDS = 60;

/** Writes what the parts of the cluster read; a file that is right stays untouched. */
export async function kubernetesConfig(layout: Layout, cluster: Cluster, images: SystemImages): Promise<Outcome> {
  const certificates = await makeCertificates(cluster);
  const files: Record<string, string> = {
    ...configs(cluster, { nameServers: nameServers(), pauseImage: images.pause }),
  };
  for (const name of ["controller-manager", "scheduler", "kubelet", "proxy", "provisioner"]) {
    files[kubeconfigOf(cluster, name)] = kubeconfig(accessOf(cluster, name));
  }
  files[layout.kubeconfig] = kubeconfig(accessOf(cluster, "admin"));
  const written = writeFiles(files);
  const certified = certificates === "made" ? "certificates made, " : "";
  return { did: `${certified}${written} of ${Object.keys(files).length} files written` };
}

/** Store, API server and what decides. */
export async function kubernetesControlPlane(cluster: Cluster): Promise<Outcome> {
  const api = new Api(accessOf(cluster, "admin"));
  const first = [...store(cluster), ...apiServer(cluster)];
  const started = await ensureRunning(cluster, first);
  await waitFor(cluster, first, {
    name: "the API server is ready",
    holds: () => ready(api),
    limitSeconds: LIMIT_SECONDS,
  });
  const deciding = controlPlane(cluster);
  started.push(...(await ensureRunning(cluster, deciding)));
  return { did: `${said(started)}, API server at ${cluster.apiServer}` };
}

/** The node with its network and its volumes, and the name server that runs on it. */
export async function kubernetesNode(layout: Layout, cluster: Cluster, images: SystemImages): Promise<Outcome> {
  const api = new Api(accessOf(cluster, "admin"));
  const first = containers(cluster);
  const started = await ensureRunning(cluster, first);
  // The kubelet gives up at once where nothing answers yet.
  await waitFor(cluster, first, {
    name: "containerd answers",
    holds: () => answers(cluster),
    limitSeconds: LIMIT_SECONDS,
  });
  const daemons = [...first, ...controlPlane(cluster), ...node(cluster), ...provisioner(cluster)];
  started.push(...(await ensureRunning(cluster, daemons)));
  await apply(layout, cluster, manifests(images.dns, nameServers()));
  await waitFor(cluster, daemons, {
    name: "the node is ready",
    holds: () => nodeReady(api),
    limitSeconds: LIMIT_SECONDS,
  });
  await waitFor(cluster, daemons, {
    name: "names resolve",
    holds: () => namesResolve(cluster),
    limitSeconds: LIMIT_SECONDS,
  });
  return { did: `${said(started)}, node ${NODE_NAME} and name server ready, context ${CONTEXT}` };
}

/** Several tries: the API server may refuse what it has not set up yet itself. */
async function apply(layout: Layout, cluster: Cluster, objects: readonly object[]): Promise<void> {
  const file = configFile(cluster, "manifests.json");
  writeWhole(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }, null, 2));
  const kubectl = existsSync(join(layout.bin, "kubectl"))
    ? join(layout.bin, "kubectl")
    : (find("kubectl") ?? "kubectl");
  const args = [`--kubeconfig=${layout.kubeconfig}`, "apply", "--server-side", "--force-conflicts", "--filename", file];
  let problem: Error | undefined;
  const applied = () =>
    run(kubectl, args, { limitSeconds: 120 }).then(
      () => true,
      (error: Error) => {
        problem = error;
        return false;
      },
    );
  if (!(await until(applied, APPLY_SECONDS))) throw problem;
}

async function ready(api: Api): Promise<boolean> {
  const answer = await api.send("GET", "/readyz").catch(() => undefined);
  return answer?.status === 200;
}

async function nodeReady(api: Api): Promise<boolean> {
  const found = await api.get<NodeStatus>(`/api/v1/nodes/${NODE_NAME}`).catch(() => undefined);
  return found?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

/**
 * Asks the name server through its service, as a pod would: what the API server remembers of the time before a restart
 * says nothing of now.
 */
async function namesResolve(cluster: Cluster): Promise<boolean> {
  const ask = [
    'const resolver = new (require("dns").promises.Resolver)({ timeout: 2000, tries: 1 });',
    `resolver.setServers(["${DNS_SERVICE}"]);`,
    `resolver.resolve4("kubernetes.default.svc.${DOMAIN}").catch(() => process.exit(1));`,
  ].join("\n");
  const [nsenter = "", ...args] = [...onNode(cluster), process.execPath, "-e", ask];
  return (await attempt(nsenter, args, { limitSeconds: 30 })).ok;
}

interface NodeStatus {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function nameServers(): string[] {
  const file = "/etc/resolv.conf";
  return existsSync(file) ? nameServersIn(readFileSync(file, "utf8")) : [];
}

function said(started: readonly string[]): string {
  return started.length > 0 ? `started ${started.join(", ")}` : "running";
}
