import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files";
import { type Cluster, DNS_SERVICE, DOMAIN, NODE_POD_RANGE, POD_RANGE } from "./cluster";
import { kubeconfigOf } from "./kubeconfig";
import { pkiFile } from "./pki";

/** Files by their path, as the parts of the cluster read them. */
export type Files = Readonly<Record<string, string>>;

export interface Machine {
  /** Name servers that pods can reach too. */
  readonly nameServers: readonly string[];
  /** Reference of the image whose only process holds a pod's network open. */
  readonly pauseImage: string;
}

export const configFile = (cluster: Cluster, name: string): string => join(cluster.data.config, name);
export const containerdSocket = (cluster: Cluster): string => join(cluster.run, "containerd.sock");

export function configs(cluster: Cluster, machine: Machine): Files {
  return {
    [configFile(cluster, "kubelet.json")]: json(kubelet(cluster)),
    [configFile(cluster, "proxy.json")]: json(proxy(cluster)),
    [configFile(cluster, "containerd.toml")]: containerd(cluster, machine.pauseImage),
    [configFile(cluster, join("registries", cluster.registry, "hosts.toml"))]: registryHost(cluster),
    [configFile(cluster, join("cni", "10-bridge.conflist"))]: json(podNetwork(cluster)),
    [configFile(cluster, "resolv.conf")]: machine.nameServers.map((server) => `nameserver ${server}\n`).join(""),
  };
}

/** What the registry reads, which has to run before it is known what the others read. */
export function registryConfig(cluster: Cluster): Files {
  return { [configFile(cluster, "registry.json")]: json(registry(cluster)) };
}

/** @returns how many were not as they should be; what is right stays untouched */
export function writeFiles(files: Files): number {
  const holds = (path: string, content: string) => existsSync(path) && readFileSync(path, "utf8") === content;
  const changed = Object.entries(files).filter(([path, content]) => !holds(path, content));
  for (const [path, content] of changed) writeWhole(path, content, 0o600);
  return changed.length;
}

function kubelet(cluster: Cluster): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: cluster.nodeAddress,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: pkiFile(cluster, "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: pkiFile(cluster, "kubelet-server.crt"),
    tlsPrivateKeyFile: pkiFile(cluster, "kubelet-server.key"),
    // Works with and without a service manager, and on the first version of control groups too.
    cgroupDriver: "cgroupfs",
    cgroupRoot: cluster.controlGroup,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [DNS_SERVICE],
    clusterDomain: DOMAIN,
    resolvConf: configFile(cluster, "resolv.conf"),
    containerRuntimeEndpoint: `unix://${containerdSocket(cluster)}`,
    // Nothing else may use it: two clusters would clear away each other's logs and plugins.
    podLogsDir: join(cluster.data.logs, "pods"),
    volumePluginDir: join(cluster.data.root, "kubelet-plugins"),
    maxPods: 110,
    // A disk that is nearly full is the machine's own business; images come back from the registry only while it is up.
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    serializeImagePulls: false,
    // A busy machine is slow, not broken.
    runtimeRequestTimeout: "5m",
  };
}

function proxy(cluster: Cluster): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "iptables",
    clientConnection: { kubeconfig: kubeconfigOf(cluster, "proxy") },
    clusterCIDR: POD_RANGE,
    nodePortAddresses: [`${cluster.nodeAddress}/32`],
    iptables: { localhostNodePorts: false },
    // These belong to the whole machine, not to a network namespace: left as they are.
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
  };
}

/** Runs twice over the same files: once where Docker pushes, once where the node pulls. Hence nothing is cached. */
function registry(cluster: Cluster): object {
  return {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: join(cluster.data.root, "registry") }, delete: { enabled: true } },
    http: { addr: cluster.registry },
  };
}

function containerd(cluster: Cluster, pauseImage: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return [
    "version = 2",
    `root = "${join(cluster.data.root, "containerd")}"`,
    `state = "${join(cluster.run, "containerd")}"`,
    "[grpc]",
    `  address = "${containerdSocket(cluster)}"`,
    `[plugins."io.containerd.internal.v1.opt"]`,
    `  path = "${join(cluster.data.root, "containerd-opt")}"`,
    `[${cri}]`,
    `  sandbox_image = "${pauseImage}"`,
    "  # A machine may not be allowed to lower a score; without this no pod would start there.",
    "  restrict_oom_score_adj = true",
    "  netns_mounts_under_state_dir = true",
    `  [${cri}.cni]`,
    '    bin_dir = "/usr/lib/cni"',
    `    conf_dir = "${configFile(cluster, "cni")}"`,
    `  [${cri}.registry]`,
    `    config_path = "${configFile(cluster, "registries")}"`,
    `  [${cri}.containerd]`,
    '    snapshotter = "overlayfs"',
    `    [${cri}.containerd.runtimes.runc]`,
    '      runtime_type = "io.containerd.runc.v2"',
    "",
  ].join("\n");
}

function registryHost({ registry: address }: Cluster): string {
  return `server = "http://${address}"\n[host."http://${address}"]\n  capabilities = ["pull", "resolve"]\n`;
}

function podNetwork(cluster: Cluster): object {
  const addresses = {
    type: "host-local",
    dataDir: addressRecords(cluster),
    ranges: [[{ subnet: NODE_POD_RANGE }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  return {
    cniVersion: "0.4.0",
    name: "pods",
    plugins: [
      { type: "bridge", bridge: "pods0", isGateway: true, ipMasq: true, hairpinMode: true, ipam: addresses },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
}

/** Which pod has which address; wrong as soon as the network that they were given out in is gone. */
export function addressRecords(cluster: Cluster): string {
  return join(cluster.data.root, "addresses");
}

/** Name servers of the machine, without those that listen on its loopback: a pod has a loopback of its own. */
export function nameServersIn(resolvConf: string): string[] {
  return [...resolvConf.matchAll(/^nameserver\s+(\S+)/gm)]
    .map(([, address = ""]) => address)
    .filter((address) => !address.startsWith("127.") && address !== "::1");
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
