import type { ContainerInspectInfo, HostConfig } from "dockerode";
import { isObject, type Value, type Values } from "../../provider/values";
import { spelled } from "./duration";
import { readMounts } from "./mounts";

const MIB = 1024 * 1024;

/**
 * What the engine says about a container, laid over what is recorded. Environment, labels, uploads, volumes and networks
 * stay as recorded: the engine mixes them with those of the image, as it would with the official plugin.
 */
export function observed(recorded: Values, found: ContainerInspectInfo): Values {
  return {
    ...recorded,
    ...identity(recorded, found),
    ...process(found),
    ...resources(found.HostConfig),
    ...surroundings(recorded, found.HostConfig),
    ...running(recorded, found),
    mounts: readMounts(found.HostConfig.Mounts),
    networkDatas: networks(found),
  };
}

function identity(recorded: Values, found: ContainerInspectInfo): Values {
  const byId = String(recorded.image).startsWith("sha256:");
  return {
    name: found.Name.replace(/^\//, ""),
    image: byId ? found.Image : found.Config.Image,
    bridge: (found.NetworkSettings as { readonly Bridge?: string } | undefined)?.Bridge ?? "",
    platform: found.Platform,
    rm: found.HostConfig.AutoRemove ?? false,
  };
}

function process({ Config }: ContainerInspectInfo): Values {
  const config = Config as typeof Config & { StopSignal?: string; StopTimeout?: number };
  return {
    hostname: config.Hostname,
    domainname: config.Domainname || undefined,
    command: config.Cmd ?? [],
    entrypoints: asList(config.Entrypoint),
    user: config.User || undefined,
    workingDir: config.WorkingDir || undefined,
    tty: config.Tty,
    stdinOpen: config.OpenStdin,
    stopSignal: config.StopSignal ?? "",
    stopTimeout: config.StopTimeout ?? 0,
    healthcheck: healthcheck(Config.Healthcheck),
  };
}

function healthcheck(check: ContainerInspectInfo["Config"]["Healthcheck"]): Values | undefined {
  if (!check) return undefined;
  return {
    tests: check.Test ?? [],
    interval: spelled(check.Interval ?? 0),
    timeout: spelled(check.Timeout ?? 0),
    startPeriod: spelled(check.StartPeriod ?? 0),
    startInterval: spelled((check as { readonly StartInterval?: number }).StartInterval ?? 0),
    retries: check.Retries ?? 0,
  };
}

function resources(host: HostConfig): Values {
  const mib = (bytes: number | undefined): number => (bytes && bytes > 0 ? Math.trunc(bytes / MIB) : (bytes ?? 0));
  return {
    memory: mib(host.Memory),
    memoryReservation: mib(host.MemoryReservation),
    memorySwap: mib(host.MemorySwap),
    shmSize: mib(host.ShmSize),
    ...(host.NanoCpus && { cpus: decimal(host.NanoCpus / 1e9) }),
    cpuShares: host.CpuShares ?? 0,
    cpuSet: host.CpusetCpus || undefined,
    restart: host.RestartPolicy?.Name || "no",
    maxRetryCount: host.RestartPolicy?.MaximumRetryCount ?? 0,
  };
}

/** `1` is spelled `1.0`, as the official plugin spells it. */
function decimal(cpus: number): string {
  return Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus);
}

function surroundings(recorded: Values, host: HostConfig): Values {
  const capabilities = { adds: host.CapAdd ?? [], drops: host.CapDrop ?? [] };
  return {
    readOnly: host.ReadonlyRootfs ?? false,
    privileged: host.Privileged ?? false,
    publishAllPorts: host.PublishAllPorts ?? false,
    init: host.Init ?? false,
    runtime: host.Runtime ?? "",
    ipcMode: host.IpcMode ?? "",
    usernsMode: host.UsernsMode || undefined,
    networkMode: host.NetworkMode,
    ...(capabilities.adds.length + capabilities.drops.length > 0 && { capabilities }),
    securityOpts: host.SecurityOpt ?? [],
    groupAdds: host.GroupAdd ?? undefined,
    dns: host.Dns ?? undefined,
    dnsOpts: host.DnsOptions ?? undefined,
    dnsSearches: host.DnsSearch ?? undefined,
    hosts: (host.ExtraHosts as string[] | null)?.map((entry) => {
      const [name = "", ip = ""] = entry.split(/:(.*)/s);
      return { host: name, ip };
    }),
    tmpfs: host.Tmpfs ?? undefined,
    sysctls: host.Sysctls ?? undefined,
    storageOpts: host.StorageOpt ?? undefined,
    deviceCgroupRules: host.DeviceCgroupRules ?? undefined,
    logDriver: host.LogConfig?.Type,
    ...(isObject(recorded.logOpts) && { logOpts: host.LogConfig?.Config }),
    ...(recorded.pidMode !== undefined && { pidMode: host.PidMode }),
  };
}

/** A container that should run and does not is recorded as one that need not: the next update then starts it. */
function running(recorded: Values, found: ContainerInspectInfo): Values {
  const stopped = !found.State.Running;
  const mustRun = recorded.mustRun !== false;
  const ports = recorded.ports === undefined || (stopped && !mustRun) ? {} : { ports: publishedPorts(found) };
  return { ...ports, ...(stopped && { exitCode: found.State.ExitCode, mustRun: false }) };
}

function publishedPorts(found: ContainerInspectInfo): Value[] {
  const byNumber = Object.entries(found.NetworkSettings?.Ports ?? {}).sort(
    ([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10),
  );
  return byNumber.flatMap(([key, bindings]) => {
    const [internal, protocol] = key.split("/");
    return (bindings ?? []).map((binding) => ({
      internal: Number(internal),
      external: Number(binding.HostPort),
      ip: binding.HostIp,
      protocol,
    }));
  });
}

function networks(found: ContainerInspectInfo): Value[] {
  return Object.entries(found.NetworkSettings?.Networks ?? {}).map(([networkName, data]) => ({
    networkName,
    ipAddress: data.IPAddress,
    ipPrefixLength: data.IPPrefixLen,
    gateway: data.Gateway,
    globalIpv6Address: data.GlobalIPv6Address,
    globalIpv6PrefixLength: data.GlobalIPv6PrefixLen,
    ipv6Gateway: data.IPv6Gateway,
    macAddress: data.MacAddress,
  }));
}

function asList(value: string | readonly string[] | null | undefined): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}
