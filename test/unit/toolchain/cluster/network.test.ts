import { expect, it } from "vitest";
import { clusterOf } from "../../../../toolchain/cluster/cluster";
import { exits, onNode } from "../../../../toolchain/cluster/network";
import { layoutOf } from "../../../../toolchain/layout";

const CLUSTER = clusterOf(layoutOf("/home/dev/vector-platform"));

it("runs a command on the node's network", () => {
  expect(onNode(CLUSTER)).toEqual(["nsenter", `--net=/run/netns/${CLUSTER.network}`]);
});

it("lets pods out by the default route only, so that Docker's networks stay closed to them", () => {
  const rules = exits(CLUSTER, "eth0");
  expect(rules.filter(([, chain]) => chain === "FORWARD")).toHaveLength(2);
  for (const rule of rules) expect(rule).toContain("eth0");
});

it("lets in only answers", () => {
  const inward = exits(CLUSTER, "eth0").find((rule) => rule.indexOf("eth0") < rule.indexOf(CLUSTER.hostInterface));
  expect(inward).toContain("RELATED,ESTABLISHED");
});

it("changes no firewall rule on a machine without a way out", () => {
  expect(exits(CLUSTER, undefined)).toEqual([]);
});
