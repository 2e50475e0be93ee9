import { join } from "node:path";
import { type Cluster, NODE_NAME, POD_RANGE, SERVICE_RANGE } from "./cluster";
import { configFile } from "./configs";
import { kubeconfigOf } from "./kubeconfig";
import { onNode } from "./network";
import { pkiFile } from "./pki";

/** A process of the cluster that lives on when set-up ends. */
export interface Daemon {
  readonly name: string;
  readonly command: readonly string[];
  /** Files that it is made of, beside those that its command names. @default - none */
  readonly sources?: readonly string[];
  /** @default - the cluster's data folder */
  readonly cwd?: string;
}

/** Where Docker pushes. It comes first of all: what else there is runs from images. */
export function registry(cluster: Cluster): Daemon[] {
  return [{ name: "registry", command: registryCommand(cluster) }];
}

function registryCommand(cluster: Cluster): string[] {
  return ["docker-registry", "serve", configFile(cluster, "registry.json")];
}

export function store(cluster: Cluster): Daemon[] {
  const clients = "http://127.0.0.1:2379";
  const args = [
    `--data-dir=${join(cluster.data.root, "etcd")}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    "--listen-peer-urls=http://127.0.0.1:2380",
    // There is nobody to elect, only a slow disk to be patient with.
    "--heartbeat-interval=500",
    "--election-timeout=5000",
    "--log-level=warn",
  ];
  return [{ name: "etcd", command: [...onNode(cluster), "etcd", ...args] }];
}

export function apiServer(cluster: Cluster): Daemon[] {
  const pki = (name: string) => pkiFile(cluster, name);
  const { hostname, port } = new URL(cluster.apiServer);
  const args = [
    "--etcd-servers=http://127.0.0.1:2379",
    `--bind-address=${hostname}`,
    `--advertise-address=${hostname}`,
    `--secure-port=${port}`,
    `--tls-cert-file=${pki("api-server.crt")}`,
    `--tls-private-key-file=${pki("api-server.key")}`,
    `--client-ca-file=${pki("ca.crt")}`,
    "--anonymous-auth=false",
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    `--kubelet-certificate-authority=${pki("ca.crt")}`,
    `--kubelet-client-certificate=${pki("api-server-to-kubelet.crt")}`,
    `--kubelet-client-key=${pki("api-server-to-kubelet.key")}`,
    "--kubelet-preferred-address-types=InternalIP",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${pki("service-accounts.pub")}`,
    `--service-account-signing-key-file=${pki("service-accounts.key")}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    "--allow-privileged=true",
    "--profiling=false",
  ];
  return [program(cluster, "kube-apiserver", args)];
}

export function controlPlane(cluster: Cluster): Daemon[] {
  const access = (name: string) =>
    ["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map(
      (option) => `--${option}=${kubeconfigOf(cluster, name)}`,
    );
  const alone = ["--leader-elect=false", "--bind-address=127.0.0.1", "--profiling=false"];
  const manager = [
    ...access("controller-manager"),
    ...alone,
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${pkiFile(cluster, "service-accounts.key")}`,
    `--root-ca-file=${pkiFile(cluster, "ca.crt")}`,
    "--allocate-node-cidrs=true",
    `--cluster-cidr=${POD_RANGE}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    // The only node of a busy machine is late at times; to take its pods off the services would stop everything.
    "--node-monitor-grace-period=5m",
  ];
  return [
    program(cluster, "kube-controller-manager", manager),
    program(cluster, "kube-scheduler", [...access("scheduler"), ...alone]),
  ];
}

/** What runs the pods, and where it pulls: the registry's files under the same address once more. */
export function containers(cluster: Cluster): Daemon[] {
  const containerd = ["containerd", "--config", configFile(cluster, "containerd.toml")];
  return [
    { name: "registry-on-node", command: [...onNode(cluster), ...registryCommand(cluster)] },
    { name: "containerd", command: [...onNode(cluster), ...containerd] },
  ];
}

export function node(cluster: Cluster): Daemon[] {
  const kubelet = [
    `--config=${configFile(cluster, "kubelet.json")}`,
    `--kubeconfig=${kubeconfigOf(cluster, "kubelet")}`,
    `--root-dir=${kubeletRoot(cluster)}`,
    `--cert-dir=${join(cluster.data.root, "kubelet-certificates")}`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${cluster.nodeAddress}`,
  ];
  const proxy = [`--config=${configFile(cluster, "proxy.json")}`, `--hostname-override=${NODE_NAME}`];
  return [program(cluster, "kubelet", kubelet), program(cluster, "kube-proxy", proxy)];
}

/** Gives claims their volumes: our own program, see provisioner.ts beside this file. */
export function provisioner(cluster: Cluster): Daemon[] {
  const [main = "", ...sources] = ["provisioner-main.ts", "provisioner.ts", "api.ts"].map((name) =>
    join(__dirname, name),
  );
  const args = ["--import", "tsx", main, kubeconfigOf(cluster, "provisioner"), cluster.data.volumes];
  // tsx is found from the project's folder.
  return [{ name: "provisioner", command: [process.execPath, ...args], sources, cwd: join(__dirname, "..", "..") }];
}

export function kubeletRoot(cluster: Cluster): string {
  return join(cluster.data.root, "kubelet");
}

function program(cluster: Cluster, name: string, args: readonly string[]): Daemon {
  return { name, command: [...onNode(cluster), join(cluster.programs, name), ...args] };
}
