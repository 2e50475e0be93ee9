import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import type Docker from "dockerode";

/** Where the commands ran. */
export interface Host {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly engine: string;
}

/** What the figures were taken on; without it they cannot be compared with others. */
export interface Machine extends Host {
  readonly docker: string;
  readonly compose: string | undefined;
}

export async function machine(docker: Docker, compose: string | undefined): Promise<Machine> {
  return { ...host(), docker: (await docker.version()).Version, compose };
}

export function host(): Host {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    engine: execFileSync("pulumi", ["version"], { encoding: "utf8" }).trim(),
  };
}

/** Processes that wanted a core in the last minute, for each core: above 1 the figures tell about the neighbours too. */
export function loadPerCore(): number {
  return Math.round(((loadavg()[0] ?? 0) / cpus().length) * 100) / 100;
}

export function machineText(on: Machine): string {
  const { cores, processor, memoryGiB, node, engine, docker, compose } = on;
  const versions = `Node ${node}, Pulumi ${engine}, Docker ${docker}, docker-compose ${compose ?? "left out"}`;
  return `${cores} cores (${processor}), ${memoryGiB} GiB; ${versions}`;
}
