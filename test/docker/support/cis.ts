import type Docker from "dockerode";

interface Item {
  readonly item: string;
  readonly holds: (container: Docker.ContainerInspectInfo) => boolean;
}

const SENSITIVE = ["/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr"];

/** The CIS Docker Benchmark items (section 5) that a container's own definition decides. */
const ITEMS: readonly Item[] = [
  {
    item: "5.1 AppArmor is not switched off",
    holds: (c) => !c.HostConfig.SecurityOpt?.includes("apparmor=unconfined"),
  },
  {
    item: "5.3 no capability added, all dropped",
    holds: (c) => !c.HostConfig.CapAdd && `${c.HostConfig.CapDrop}` === "ALL",
  },
  { item: "5.4 not privileged", holds: (c) => c.HostConfig.Privileged === false },
  {
    item: "5.5 no sensitive directory of the host writable",
    holds: (c) => !c.Mounts.some((m) => m.RW && SENSITIVE.includes(m.Source)),
  },
  {
    item: "5.7 no port below 1025 published",
    holds: (c) => published(c).every(({ HostPort }) => Number(HostPort) > 1024),
  },
  {
    item: "5.9 not the host's network, 5.29 not the default bridge",
    holds: (c) => networks(c).every((name) => name !== "host" && name !== "bridge"),
  },
  { item: "5.10 memory limited", holds: (c) => (c.HostConfig.Memory ?? 0) > 0 },
  { item: "5.11 CPU limited", holds: (c) => (c.HostConfig.NanoCpus ?? 0) > 0 },
  {
    item: "5.13 ports bound to a named address",
    holds: (c) => published(c).every(({ HostIp }) => HostIp !== "" && HostIp !== "0.0.0.0"),
  },
  { item: "5.15 own process namespace", holds: (c) => c.HostConfig.PidMode !== "host" },
  { item: "5.16 own IPC namespace", holds: (c) => c.HostConfig.IpcMode === "private" },
  { item: "5.17 no device of the host", holds: (c) => (c.HostConfig.Devices ?? []).length === 0 },
  {
    item: "5.19 no shared mount propagation",
    holds: (c) => c.Mounts.every((m) => !`${m.Propagation}`.includes("shared")),
  },
  { item: "5.20 own UTS namespace", holds: (c) => c.HostConfig.UTSMode !== "host" },
  { item: "5.21 seccomp is not switched off", holds: (c) => !c.HostConfig.SecurityOpt?.includes("seccomp=unconfined") },
  {
    item: "5.25 no new privileges",
    holds: (c) => c.HostConfig.SecurityOpt?.includes("no-new-privileges:true") ?? false,
  },
  {
    item: "5.31 the Docker socket is not mounted",
    holds: (c) => c.Mounts.every((m) => !m.Source.includes("docker.sock")),
  },
];

/** The items that speak of a process: they hold for what runs, and a container that never starts has none. */
const RUNNING_ITEMS: readonly Item[] = [
  { item: "4.1 not root", holds: (c) => /^[1-9]\d*:[1-9]\d*$/.test(c.Config.User) },
  { item: "5.12 read-only root", holds: (c) => c.HostConfig.ReadonlyRootfs === true },
  { item: "5.14 restart policy set", holds: (c) => c.HostConfig.RestartPolicy?.Name === "unless-stopped" },
  { item: "5.26 health check", holds: (c) => (c.Config.Healthcheck?.Test ?? []).length > 0 },
  { item: "5.28 processes limited", holds: (c) => (c.HostConfig.PidsLimit ?? 0) > 0 },
];

/** What a container does not satisfy, as `name: item`. A container that carries files must never have been started. */
export function cisFindings(container: Docker.ContainerInspectInfo): string[] {
  const carriesFiles = container.Config.Labels["vector-platform.role"] === "files";
  const neverStarted = {
    item: "carries files and was started",
    holds: (c: typeof container) => c.State.Status === "created",
  };
  const items = [...ITEMS, ...(carriesFiles ? [neverStarted] : RUNNING_ITEMS)];
  return items.filter(({ holds }) => !holds(container)).map(({ item }) => `${container.Name}: ${item}`);
}

function published(container: Docker.ContainerInspectInfo): { HostIp: string; HostPort: string }[] {
  return Object.values(
    (container.HostConfig.PortBindings ?? {}) as Record<string, { HostIp: string; HostPort: string }[]>,
  ).flat();
}

function networks(container: Docker.ContainerInspectInfo): string[] {
  return Object.keys(container.NetworkSettings.Networks);
}
