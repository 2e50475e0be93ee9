import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command";
import { partialOf, putInPlace } from "../files";
import { API_SERVICE, type Cluster, DOMAIN, NODE_NAME } from "./cluster";

/** Ten years: who keeps a cluster of a clone longer makes it anew. */
const DAYS = "3650";

export interface Certificate {
  readonly name: string;
  /** Whom it stands for, as `/O=group/CN=user`. */
  readonly subject: string;
  /** Names and addresses that a server answers under. @default - it is a client's */
  readonly servedAt?: readonly string[];
}

/** Everybody who talks to the API server, with the groups that its built-in roles are bound to. */
export function certificates(cluster: Cluster): Certificate[] {
  const names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", `kubernetes.default.svc.${DOMAIN}`];
  const node = [`IP:${cluster.nodeAddress}`];
  return [
    {
      name: "api-server",
      subject: "/CN=kube-apiserver",
      servedAt: [...names.map((name) => `DNS:${name}`), ...node, "IP:127.0.0.1", `IP:${API_SERVICE}`],
    },
    { name: "kubelet-server", subject: `/CN=${NODE_NAME}`, servedAt: [`DNS:${NODE_NAME}`, ...node] },
    { name: "admin", subject: "/O=system:masters/CN=vector-platform:admin" },
    { name: "api-server-to-kubelet", subject: "/O=system:masters/CN=kube-apiserver-kubelet-client" },
    { name: "controller-manager", subject: "/CN=system:kube-controller-manager" },
    { name: "scheduler", subject: "/CN=system:kube-scheduler" },
    { name: "kubelet", subject: `/O=system:nodes/CN=system:node:${NODE_NAME}` },
    { name: "proxy", subject: "/CN=system:kube-proxy" },
    { name: "provisioner", subject: "/CN=vector-platform:provisioner" },
  ];
}

/** Makes the cluster's own authority and everybody's certificate, all of them or none. */
export async function makeCertificates(cluster: Cluster): Promise<"up to date" | "made"> {
  const { pki } = cluster.data;
  if (existsSync(pki)) return "up to date";
  const folder = partialOf(pki);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = ["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=vector-platform-local"];
  await openssl(folder, "req", ...REQUEST, ...authority, "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  for (const certificate of certificates(cluster)) await openssl(folder, "req", ...REQUEST, ...signed(certificate));
  await openssl(folder, "genrsa", "-out", "service-accounts.key", "2048");
  await openssl(folder, "rsa", "-in", "service-accounts.key", "-pubout", "-out", "service-accounts.pub");
  putInPlace(folder, pki);
  chmodSync(pki, 0o700);
  return "made";
}

export function pkiFile(cluster: Cluster, name: string): string {
  return join(cluster.data.pki, name);
}

const REQUEST = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", DAYS];

function signed({ name, subject, servedAt }: Certificate): string[] {
  const use = servedAt ? "serverAuth" : "clientAuth";
  return [
    ...["-CA", "ca.crt", "-CAkey", "ca.key", "-keyout", `${name}.key`, "-out", `${name}.crt`, "-subj", subject],
    ...["-addext", "basicConstraints=critical,CA:FALSE", "-addext", `extendedKeyUsage=${use}`],
    ...(servedAt ? ["-addext", `subjectAltName=${servedAt.join(",")}`] : []),
  ];
}

function openssl(cwd: string, ...args: string[]): Promise<string> {
  return run("openssl", args, { cwd });
}
