import { existsSync } from "node:fs";
import { attempt, run } from "../command";
import type { Cluster } from "./cluster";

const NODE_INTERFACE = "node0";

/**
 * Gives the node a network namespace of its own, with one cable to this machine. Docker drops what other programs
 * forward, and two clusters would empty each other's firewall rules: in there, neither reaches the other.
 */
export async function bringUpNetwork(cluster: Cluster): Promise<void> {
  if (!(await networkIsUp(cluster))) {
    await takeDownNetwork(cluster);
    await run("ip", ["netns", "add", cluster.network]);
    for (const command of cable(cluster)) await run("ip", command);
    await inNetwork(cluster, "sh", "-c", NODE_SETTINGS);
  }
  await letOut(cluster);
}

export async function takeDownNetwork(cluster: Cluster): Promise<void> {
  await attempt("ip", ["link", "delete", cluster.hostInterface]);
  if (existsSync(`/run/netns/${cluster.network}`)) await run("ip", ["netns", "delete", cluster.network]);
  for (const rule of exits(cluster, await wayOut())) await attempt("iptables", remove(rule));
}

/** The words before a command that is to run on the node's network. Files and processes are this machine's. */
export function onNode(cluster: Cluster): string[] {
  return ["nsenter", `--net=/run/netns/${cluster.network}`];
}

/** Forwarding, and firewall rules for what crosses a bridge: services between pods of one node are made of them. */
const NODE_SETTINGS = [
  "set -e",
  "echo 1 >/proc/sys/net/ipv4/ip_forward",
  "for bridge in /proc/sys/net/bridge/bridge-nf-call-iptables; do [ ! -e $bridge ] || echo 1 >$bridge; done",
].join("\n");

function inNetwork(cluster: Cluster, ...command: string[]): Promise<string> {
  const [program = "", ...args] = [...onNode(cluster), ...command];
  return run(program, args);
}

/** Whether it is there, and whole. */
export async function networkIsUp(cluster: Cluster): Promise<boolean> {
  if (!existsSync(`/run/netns/${cluster.network}`)) return false;
  // The default route is the last thing that is made.
  const route = await attempt("ip", ["-netns", cluster.network, "route", "show", "default"]);
  const here = await attempt("ip", ["address", "show", "dev", cluster.hostInterface]);
  return route.stdout.includes(cluster.hostAddress) && here.stdout.includes(cluster.hostAddress);
}

function cable({ network, hostInterface, hostAddress, nodeAddress }: Cluster): string[][] {
  const node = (...args: string[]) => ["-netns", network, ...args];
  return [
    ["link", "add", hostInterface, "type", "veth", "peer", "name", NODE_INTERFACE, "netns", network],
    ["address", "add", `${hostAddress}/30`, "dev", hostInterface],
    ["link", "set", hostInterface, "up"],
    node("link", "set", "lo", "up"),
    node("address", "add", `${nodeAddress}/30`, "dev", NODE_INTERFACE),
    node("link", "set", NODE_INTERFACE, "up"),
    node("route", "add", "default", "via", hostAddress),
  ];
}

/** Pods reach what this machine reaches by its default route, but not its Docker networks. */
async function letOut(cluster: Cluster): Promise<void> {
  await attempt("sysctl", ["--write", "net.ipv4.ip_forward=1"]);
  for (const rule of exits(cluster, await wayOut())) {
    const [table, chain, ...match] = rule;
    const there = await attempt("iptables", ["-t", table, "-C", chain, ...match]);
    if (!there.ok) await run("iptables", ["-t", table, "-A", chain, ...match]);
  }
}

type Rule = readonly [table: string, chain: string, ...match: string[]];

/** @param device by which this machine reaches the rest of the world */
export function exits({ hostInterface, nodeAddress }: Cluster, device: string | undefined): Rule[] {
  if (!device) return [];
  const answers = ["-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED"];
  return [
    ["filter", "FORWARD", "-i", hostInterface, "-o", device, "-j", "ACCEPT"],
    ["filter", "FORWARD", "-i", device, "-o", hostInterface, ...answers, "-j", "ACCEPT"],
    ["nat", "POSTROUTING", "-s", `${nodeAddress}/32`, "-o", device, "-j", "MASQUERADE"],
  ];
}

function remove([table, chain, ...match]: Rule): string[] {
  return ["-t", table, "-D", chain, ...match];
}

async function wayOut(): Promise<string | undefined> {
  const route = await attempt("ip", ["-4", "route", "show", "default"]);
  return /\bdev (\S+)/.exec(route.stdout)?.[1];
}
