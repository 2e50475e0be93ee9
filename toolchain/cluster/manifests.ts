import { DNS_SERVICE, DOMAIN } from "./cluster";
import { PROVISIONER } from "./provisioner";

const DNS = "coredns";
/** The labels that policies and dashboards everywhere know the name server by. */
const DNS_LABELS = { "k8s-app": "kube-dns" };
const SYSTEM = "kube-system";

/** What every cluster brings along: a default storage class, who serves it, and a name server. */
export function manifests(dnsImage: string, nameServers: readonly string[]): object[] {
  return [...storage(), ...nameServerAccess(), ...nameServer(dnsImage, nameServers)];
}

function storage(): object[] {
  const name = "vector-platform:provisioner";
  const rules = [
    { apiGroups: [""], resources: ["persistentvolumes"], verbs: ["get", "list", "create", "delete"] },
    { apiGroups: [""], resources: ["persistentvolumeclaims"], verbs: ["get", "list"] },
    { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get", "list"] },
  ];
  return [
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "local", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: PROVISIONER,
      reclaimPolicy: "Delete",
      volumeBindingMode: "Immediate",
    },
    ...clusterRole(name, rules, { kind: "User", name }),
  ];
}

function nameServerAccess(): object[] {
  const rules = [
    { apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"], verbs: ["list", "watch"] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
  ];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: DNS, namespace: SYSTEM } },
    ...clusterRole(`system:${DNS}`, rules, { kind: "ServiceAccount", name: DNS, namespace: SYSTEM }),
  ];
}

function nameServer(image: string, nameServers: readonly string[]): object[] {
  const metadata = { name: DNS, namespace: SYSTEM, labels: DNS_LABELS };
  const ports = [
    { name: "dns", port: 53, protocol: "UDP" },
    { name: "dns-tcp", port: 53, protocol: "TCP" },
  ];
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: corefile(nameServers) } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: DNS_LABELS },
        template: {
          // A changed Corefile makes a new pod.
          metadata: { labels: DNS_LABELS, annotations: { "vector-platform/name-servers": nameServers.join(",") } },
          spec: nameServerPod(image),
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "kube-dns" },
      spec: { clusterIP: DNS_SERVICE, selector: DNS_LABELS, ports },
    },
  ];
}

function nameServerPod(image: string): object {
  const probe = (path: string, port: number) => ({ httpGet: { path, port }, timeoutSeconds: 5 });
  return {
    serviceAccountName: DNS,
    priorityClassName: "system-cluster-critical",
    dnsPolicy: "Default",
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: "RuntimeDefault" },
      sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "53" }],
    },
    containers: [
      {
        name: DNS,
        image,
        args: ["-conf", "/etc/coredns/Corefile"],
        ports: [
          { name: "dns", containerPort: 53, protocol: "UDP" },
          { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
        ],
        readinessProbe: { ...probe("/ready", 8181), periodSeconds: 2 },
        livenessProbe: { ...probe("/health", 8080), failureThreshold: 10 },
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
      },
    ],
    volumes: [{ name: "config", configMap: { name: DNS } }],
  };
}

export function corefile(nameServers: readonly string[]): string {
  return [
    ".:53 {",
    "  errors",
    "  health :8080",
    "  ready :8181",
    `  kubernetes ${DOMAIN} in-addr.arpa ip6.arpa {`,
    "    fallthrough in-addr.arpa ip6.arpa",
    "  }",
    ...(nameServers.length > 0 ? [`  forward . ${nameServers.join(" ")}`] : []),
    "  cache 30",
    "  loadbalance",
    "}",
    "",
  ].join("\n");
}

function clusterRole(name: string, rules: object[], subject: object): object[] {
  const api = "rbac.authorization.k8s.io";
  return [
    { apiVersion: `${api}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: `${api}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: api, kind: "ClusterRole", name },
      subjects: [subject],
    },
  ];
}
