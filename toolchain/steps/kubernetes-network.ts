import { mkdirSync } from "node:fs";
import type { Cluster } from "../cluster/cluster";
import { addressRecords } from "../cluster/configs";
import { makeControlGroup } from "../cluster/control-group";
import { bringUpNetwork, networkIsUp } from "../cluster/network";
import { stopCluster } from "../cluster/stop";
import { remove } from "../files";
import type { Outcome } from "../steps";

/** The node's own network and control group. Without its network nothing of an earlier cluster is worth keeping alive. */
export async function kubernetesNetwork(cluster: Cluster): Promise<Outcome> {
  mkdirSync(cluster.data.root, { recursive: true, mode: 0o711 });
  const there = await networkIsUp(cluster);
  if (!there) {
    await stopCluster(cluster);
    remove(addressRecords(cluster));
  }
  await bringUpNetwork(cluster);
  makeControlGroup(cluster);
  return { did: `node at ${cluster.nodeAddress}, ${there ? "as before" : "in a network namespace of its own"}` };
}
