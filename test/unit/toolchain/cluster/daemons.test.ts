import { expect, it } from "vitest";
import { clusterOf } from "../../../../toolchain/cluster/cluster";
import {
  apiServer,
  containers,
  controlPlane,
  type Daemon,
  node,
  provisioner,
  registry,
  store,
} from "../../../../toolchain/cluster/daemons";
import { layoutOf } from "../../../../toolchain/layout";

const CLUSTER = clusterOf(layoutOf("/home/dev/vector-platform"));
const OTHER = clusterOf(layoutOf("/home/dev/other"));

function all(cluster: typeof CLUSTER): Daemon[] {
  return [registry, store, apiServer, containers, controlPlane, node, provisioner].flatMap((part) => part(cluster));
}

it("names each process once", () => {
  const names = all(CLUSTER).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["etcd", "kube-apiserver", "kubelet", "kube-proxy", "containerd"]));
});

it("keeps everything on the node's network but the registry that Docker pushes to, and the provisioner", () => {
  const here = all(CLUSTER).filter(({ command }) => command[0] !== "nsenter");
  expect(here.map(({ name }) => name)).toEqual(["registry", "provisioner"]);
});

it("lets the API server answer at the node's address, to nobody unknown, and holds nodes to what is theirs", () => {
  const [server] = apiServer(CLUSTER);
  expect(server?.command).toEqual(
    expect.arrayContaining([
      `--bind-address=${CLUSTER.nodeAddress}`,
      "--anonymous-auth=false",
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
    ]),
  );
});

it("keeps the parts that nobody has to reach on loopback", () => {
  for (const { command } of [...controlPlane(CLUSTER)]) expect(command).toContain("--bind-address=127.0.0.1");
  for (const { command } of store(CLUSTER))
    expect(command.filter((word) => word.includes("http://0.0.0.0"))).toEqual([]);
});

it("names no file of another clone", () => {
  const words = all(CLUSTER).flatMap(({ command }) => command);
  expect(words.filter((word) => word.includes(OTHER.data.root) || word.includes(OTHER.network))).toEqual([]);
});
