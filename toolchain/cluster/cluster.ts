import { join } from "node:path";
import { type Layout, ownId, ownNumber } from "../layout";

/** Names, addresses and folders of a clone's own cluster. Two clones on one machine share none of them. */
export interface Cluster {
  /** Its network namespace: ports, bridges and firewall rules in it are nobody else's. */
  readonly network: string;
  /** This machine's end of the cable to the node. */
  readonly hostInterface: string;
  readonly hostAddress: string;
  /** Where the API server and every NodePort answer, to this machine only. */
  readonly nodeAddress: string;
  readonly apiServer: string;
  /** As images name it, on this machine and on the node. */
  readonly registry: string;
  /** Control group of everything in pods. */
  readonly controlGroup: string;
  readonly data: Folders;
  /** Sockets and what else a reboot may take. */
  readonly run: string;
  /** Programs that only the cluster runs. */
  readonly programs: string;
}

interface Folders {
  readonly root: string;
  readonly pki: string;
  readonly config: string;
  readonly logs: string;
  readonly records: string;
  readonly volumes: string;
}

/** The same in every cluster: its network has no other in it. */
export const CONTEXT = "vector-platform-local";
export const NODE_NAME = "local";
export const POD_RANGE = "10.244.0.0/16";
export const NODE_POD_RANGE = "10.244.0.0/24";
export const SERVICE_RANGE = "10.96.0.0/16";
export const API_SERVICE = "10.96.0.1";
export const DNS_SERVICE = "10.96.0.10";
export const DOMAIN = "cluster.local";
/** Where a stack's gateway answers by default; any NodePort would do. */
export const GATEWAY_PORT = 30443;

const API_PORT = 6443;
/** Below the ports that the system hands out itself. */
const REGISTRY_PORTS = { from: 20_000, count: 10_000 };
/** 198.18.0.0/16 is set aside for tests of networks, so that no machine has a route there; four addresses a clone. */
const ADDRESS_BLOCKS = 0x4000;

export function clusterOf(layout: Layout): Cluster {
  const id = ownId(layout);
  const block = ownNumber(layout, ADDRESS_BLOCKS) * 4;
  const nodeAddress = addressIn(block + 2);
  const root = layout.clusterData;
  return {
    network: `vector-platform-${id}`,
    hostInterface: `vp-${id}`,
    hostAddress: addressIn(block + 1),
    nodeAddress,
    apiServer: `https://${nodeAddress}:${API_PORT}`,
    registry: `127.0.0.1:${REGISTRY_PORTS.from + ownNumber(layout, REGISTRY_PORTS.count)}`,
    controlGroup: `/vector-platform-${id}`,
    data: {
      root,
      pki: join(root, "pki"),
      config: join(root, "config"),
      logs: join(root, "logs"),
      records: join(root, "processes"),
      volumes: join(root, "volumes"),
    },
    run: `/run/vector-platform-${id}-kubernetes`,
    programs: join(layout.kubernetes, "bin"),
  };
}

function addressIn(offset: number): string {
  return `198.18.${offset >> 8}.${offset & 0xff}`;
}
