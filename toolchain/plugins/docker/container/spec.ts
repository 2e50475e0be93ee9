import type { ContainerCreateOptions, HostConfig } from "dockerode";
import { labelMap } from "../labels";
import { nanoseconds } from "./duration";
import { binds, mounts, volumeSources } from "./mounts";
import type { ContainerInputs } from "./schema";

const MIB = 1024 * 1024;

/** The Docker API's request for a container. */
export function createOptions(inputs: ContainerInputs): ContainerCreateOptions {
  return {
    name: inputs.name,
    platform: inputs.platform,
    Image: inputs.image,
    Hostname: inputs.hostname,
    Domainname: inputs.domainname,
    Tty: inputs.tty,
    OpenStdin: inputs.stdinOpen,
    StopSignal: inputs.stopSignal,
    StopTimeout: inputs.stopTimeout,
    Env: inputs.envs,
    Cmd: inputs.command,
    Entrypoint: inputs.entrypoints,
    User: inputs.user,
    WorkingDir: inputs.workingDir,
    Labels: labelMap(inputs.labels),
    ExposedPorts: Object.fromEntries((inputs.ports ?? []).map((port) => [portKey(port), {}])),
    Volumes: Object.fromEntries(volumeSources(inputs.volumes).map((path) => [path, {}])),
    Healthcheck: healthcheck(inputs.healthcheck),
    HostConfig: hostConfig(inputs),
  };
}

type Port = NonNullable<ContainerInputs["ports"]>[number];
type Device = { readonly path: string; readonly rate: number };

function portKey({ internal, protocol }: Port): string {
  return `${internal}/${protocol ?? "tcp"}`;
}

function portBindings(ports: readonly Port[] = []): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const binding = { HostIp: port.ip ?? "0.0.0.0", HostPort: port.external ? String(port.external) : "" };
    bindings[portKey(port)] = [...(bindings[portKey(port)] ?? []), binding];
  }
  return bindings;
}

function healthcheck(check: ContainerInputs["healthcheck"]): ContainerCreateOptions["Healthcheck"] {
  if (!check) return undefined;
  return {
    Test: check.tests,
    Interval: nanoseconds(check.interval ?? "0s"),
    Timeout: nanoseconds(check.timeout ?? "0s"),
    StartPeriod: nanoseconds(check.startPeriod ?? "0s"),
    Retries: check.retries ?? 0,
    // The declared types are older than this field; an older engine leaves it out by itself.
    ...(check.startInterval && { StartInterval: nanoseconds(check.startInterval) }),
  };
}

function hostConfig(inputs: ContainerInputs): HostConfig {
  return {
    ...limits(inputs),
    ...isolation(inputs),
    ...devices(inputs),
    RestartPolicy: { Name: inputs.restart ?? "no", MaximumRetryCount: inputs.maxRetryCount ?? 0 },
    AutoRemove: inputs.rm,
    Init: inputs.init ?? false,
    Runtime: inputs.runtime,
    LogConfig: { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} },
    Mounts: mounts(inputs.mounts),
    Binds: binds(inputs.volumes),
    VolumesFrom: (inputs.volumes ?? []).flatMap(({ fromContainer }) => fromContainer || []),
    Tmpfs: inputs.tmpfs,
    StorageOpt: inputs.storageOpts,
    NetworkMode: inputs.networkMode,
    PublishAllPorts: inputs.publishAllPorts,
    PortBindings: portBindings(inputs.ports),
    ExtraHosts: (inputs.hosts ?? []).map(({ host, ip }) => `${host}:${ip}`),
    Dns: inputs.dns,
    DnsOptions: inputs.dnsOpts,
    DnsSearch: inputs.dnsSearches,
    Sysctls: inputs.sysctls,
  };
}

function limits(inputs: ContainerInputs): HostConfig {
  const timeSlices = { CpuPeriod: inputs.cpuPeriod, CpuQuota: inputs.cpuQuota };
  return {
    ...memoryLimits(inputs),
    ShmSize: inputs.shmSize && inputs.shmSize * MIB,
    ...(inputs.cpus ? { NanoCpus: Math.round(Number(inputs.cpus) * 1e9) } : timeSlices),
    Ulimits: (inputs.ulimits ?? []).map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
  };
}

/** What may change while a container lives. */
export function memoryLimits(inputs: ContainerInputs): HostConfig {
  const { memory, memoryReservation, memorySwap } = inputs;
  return {
    Memory: (memory ?? 0) * MIB,
    MemoryReservation: (memoryReservation ?? 0) * MIB,
    // -1 means unlimited, and is not a number of MiB.
    ...(memorySwap && { MemorySwap: memorySwap > 0 ? memorySwap * MIB : memorySwap }),
    CpuShares: inputs.cpuShares ?? 0,
    CpusetCpus: inputs.cpuSet ?? "",
    BlkioDeviceReadBps: throttles(inputs.deviceReadBps),
    BlkioDeviceReadIOps: throttles(inputs.deviceReadIops),
    BlkioDeviceWriteBps: throttles(inputs.deviceWriteBps),
    BlkioDeviceWriteIOps: throttles(inputs.deviceWriteIops),
  };
}

function throttles(devices: readonly Device[] = []): { Path: string; Rate: number }[] {
  return devices.map(({ path, rate }) => ({ Path: path, Rate: rate }));
}

/** Docker masks parts of /proc by itself; this option, for the client only, asks it not to. */
const UNMASKED = "systempaths=unconfined";

function isolation(inputs: ContainerInputs): HostConfig {
  const options = inputs.securityOpts;
  return {
    Privileged: inputs.privileged,
    ReadonlyRootfs: inputs.readOnly,
    CapAdd: inputs.capabilities?.adds,
    CapDrop: inputs.capabilities?.drops,
    SecurityOpt: options?.filter((option) => option !== UNMASKED),
    ...(options?.includes(UNMASKED) && { MaskedPaths: [], ReadonlyPaths: [] }),
    GroupAdd: inputs.groupAdds,
    IpcMode: inputs.ipcMode,
    PidMode: inputs.pidMode,
    UsernsMode: inputs.usernsMode,
    CgroupParent: inputs.cgroupParent,
    ...(inputs.cgroupnsMode && { CgroupnsMode: inputs.cgroupnsMode }),
  };
}

function devices(inputs: ContainerInputs): HostConfig {
  return {
    Devices: (inputs.devices ?? []).map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath || hostPath,
      CgroupPermissions: permissions ?? "rwm",
    })),
    DeviceCgroupRules: inputs.deviceCgroupRules,
    DeviceRequests: inputs.gpus ? [gpuRequest(inputs.gpus)] : deviceRequests(inputs.deviceRequests),
  };
}

function gpuRequest(gpus: string): NonNullable<HostConfig["DeviceRequests"]>[number] {
  const named = /^"?device=([^"]*)"?$/.exec(gpus.trim())?.[1];
  const chosen = named === undefined ? { Count: gpus === "all" ? -1 : Number(gpus) } : { DeviceIDs: named.split(",") };
  return { ...chosen, Capabilities: [["gpu"]] };
}

function deviceRequests(requests: ContainerInputs["deviceRequests"]): HostConfig["DeviceRequests"] {
  return requests?.map(({ driver, count, deviceIds, capabilities, options }) => ({
    Driver: driver ?? "cdi",
    Count: count ?? 0,
    DeviceIDs: deviceIds,
    Capabilities: capabilities && [capabilities],
    Options: options,
  }));
}
