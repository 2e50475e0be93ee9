import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterOf } from "../../../../toolchain/cluster/cluster";
import { configs, nameServersIn, registryConfig, writeFiles } from "../../../../toolchain/cluster/configs";
import { layoutOf } from "../../../../toolchain/layout";
import { emptyProject } from "../support";

const CLUSTER = clusterOf(layoutOf("/home/dev/vector-platform"));
const FILES = {
  ...configs(CLUSTER, { nameServers: ["192.0.2.53"], pauseImage: "pause@sha256:1" }),
  ...registryConfig(CLUSTER),
};

function file(name: string): string {
  const path = Object.keys(FILES).find((candidate) => candidate.endsWith(name));
  return FILES[path ?? ""] ?? "";
}

describe("the kubelet", () => {
  const kubelet = JSON.parse(file("kubelet.json"));

  it("lets nobody in whom the API server does not know", () => {
    expect(kubelet.authentication.anonymous.enabled).toBe(false);
    expect(kubelet.authorization.mode).toBe("Webhook");
    expect(kubelet.address).toBe(CLUSTER.nodeAddress);
  });

  it("runs without a service manager and on old control groups, in a group of this clone", () => {
    expect(kubelet).toMatchObject({ cgroupDriver: "cgroupfs", failCgroupV1: false, cgroupRoot: CLUSTER.controlGroup });
  });

  it("neither evicts pods nor drops images because a disk is small", () => {
    expect(kubelet.imageGCHighThresholdPercent).toBe(100);
    expect(kubelet.evictionHard["nodefs.available"]).toBe("1%");
  });
});

describe("the other parts", () => {
  it("answer NodePorts at the node's address only", () => {
    expect(JSON.parse(file("proxy.json")).nodePortAddresses).toEqual([`${CLUSTER.nodeAddress}/32`]);
  });

  it("keep the registry on loopback, and containerd knows it speaks plain HTTP", () => {
    expect(JSON.parse(file("registry.json")).http.addr).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(file("hosts.toml")).toContain(`server = "http://${CLUSTER.registry}"`);
  });

  it("start pods where scores of the out-of-memory killer may not be lowered", () => {
    expect(file("containerd.toml")).toContain("restrict_oom_score_adj = true");
    expect(file("containerd.toml")).toContain('sandbox_image = "pause@sha256:1"');
  });
});

describe("nameServersIn", () => {
  it("leaves out those that a pod cannot reach", () => {
    const text =
      "# local\nnameserver 127.0.0.53\nnameserver ::1\nnameserver 192.0.2.1\nsearch example.org\nnameserver 192.0.2.2\n";
    expect(nameServersIn(text)).toEqual(["192.0.2.1", "192.0.2.2"]);
    expect(nameServersIn("")).toEqual([]);
  });
});

describe("writeFiles", () => {
  it("writes what is missing or different, readable by its owner only", () => {
    const path = join(emptyProject().project, "folder", "file");
    expect(writeFiles({ [path]: "one" })).toBe(1);
    expect(writeFiles({ [path]: "one" })).toBe(0);
    expect(writeFiles({ [path]: "two" })).toBe(1);
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
