import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { canInstall, install } from "../apt";
import { find } from "../command";
import { SetUpError } from "../set-up-error";
import type { Outcome, Say } from "../steps";

/** Debian's package for each program that the node runs. */
const PACKAGES: Readonly<Record<string, string>> = {
  etcd: "etcd-server",
  containerd: "containerd",
  runc: "runc",
  "/usr/lib/cni/bridge": "containernetworking-plugins",
  "docker-registry": "docker-registry",
  iptables: "iptables",
  conntrack: "conntrack",
  socat: "socat",
  ip: "iproute2",
  nsenter: "util-linux",
  openssl: "openssl",
  mount: "mount",
};

const INSTEAD =
  "a local cluster needs root on Debian: name a cluster of your own in the stack, `kubernetes.context`, or run this as root.";

/** What the node consists of beside Kubernetes itself. */
export async function kubernetesPackages(say: Say): Promise<Outcome> {
  const missing = Object.keys(PACKAGES).filter(
    (program) => !find(program) && !(isAbsolute(program) && existsSync(program)),
  );
  if (process.getuid?.() !== 0 || (missing.length > 0 && !canInstall())) throw new SetUpError(INSTEAD);
  if (missing.length === 0) return { did: "all there" };
  const packages = missing.map((program) => PACKAGES[program] ?? program);
  say(`installing Debian's ${packages.join(", ")}`);
  await install(...packages);
  return { did: `installed ${packages.join(", ")}` };
}
