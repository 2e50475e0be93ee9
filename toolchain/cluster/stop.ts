import { existsSync, readdirSync, readFileSync } from "node:fs";
import { attempt } from "../command";
import { remove } from "../files";
import { mountsBelow } from "../mounts";
import { alive, signal } from "../process-id";
import { SetUpError } from "../set-up-error";
import { until } from "../until";
import type { Cluster } from "./cluster";
import { containerdSocket } from "./configs";
import { processesIn, removeControlGroup } from "./control-group";
import { knownDaemons, stopDaemon } from "./daemon";
import { takeDownNetwork } from "./network";

/** How long a pod's processes may take to put their data in order. */
const GRACE_SECONDS = 20;

/** Ends everything of the cluster, as a shutdown of its machine would. Volumes, images and objects stay. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  // Who would start again what ends goes first.
  const daemons = knownDaemons(cluster);
  const order = [...FIRST.filter((name) => daemons.includes(name)), ...daemons.filter((name) => !FIRST.includes(name))];
  for (const name of order.filter((daemon) => !LAST.includes(daemon))) await stopDaemon(cluster, name);
  await endPods(cluster);
  for (const name of LAST) await stopDaemon(cluster, name);
  for (const mount of mountsBelow(cluster.data.root, cluster.run)) await attempt("umount", ["--lazy", mount]);
  removeControlGroup(cluster);
  await takeDownNetwork(cluster);
  remove(cluster.run);
}

const FIRST = ["provisioner", "kubelet", "kube-proxy", "kube-controller-manager", "kube-scheduler"];
/** The store goes after all that write to it. */
const LAST = ["kube-apiserver", "etcd"];

async function endPods(cluster: Cluster): Promise<void> {
  const gone = () => processesIn(cluster).length === 0;
  for (const pid of processesIn(cluster)) signal(pid, "SIGTERM");
  await until(gone, GRACE_SECONDS);
  const shims = shimsOf(cluster);
  for (const pid of [...shims, ...processesIn(cluster)]) signal(pid, "SIGKILL");
  if (!(await until(() => gone() && !shims.some(alive), GRACE_SECONDS))) {
    throw new SetUpError(`processes of pods do not end: ${processesIn(cluster).join(", ")}`);
  }
}

/** containerd starts one beside each pod, and it outlives containerd. */
function shimsOf(cluster: Cluster): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const file = `/proc/${pid}/cmdline`;
      const words = existsSync(file) ? read(file).split("\0") : [];
      return words[0]?.includes("containerd-shim") && words.includes(containerdSocket(cluster));
    })
    .map(Number);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended between the two looks.
    return "";
  }
}
