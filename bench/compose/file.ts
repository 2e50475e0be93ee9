import { posix } from "node:path";
import type Docker from "dockerode";

/** Two fields that the engine tells and the types leave out. */
interface Stopping {
  readonly StopSignal?: string;
  readonly StopTimeout?: number;
}

type Container = Docker.ContainerInspectInfo & { readonly Config: Stopping };

/** A volume whose content has to be there before the services start. */
export interface CopiedVolume {
  /** Container that has the original mounted. */
  readonly container: string;
  readonly path: string;
  /** Name of the copy. */
  readonly volume: string;
}

/** The compose file, as data; JSON is YAML too. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, object>>;
  readonly networks: object;
  readonly volumes: object;
}

export interface ComposeProject {
  readonly file: ComposeFile;
  readonly copies: readonly CopiedVolume[];
}

/**
 * The same containers as a compose file: images, commands, environment, users, limits, networks and health checks as
 * `docker inspect` tells them. Read-only volumes (files and secrets) are copied beforehand, writable ones start empty.
 * @param containers the stack's running containers
 * @param internal names of its networks that have no way out
 */
export function composeProject(
  project: string,
  containers: readonly Container[],
  internal: readonly string[],
): ComposeProject {
  const volumes = containers.flatMap((container) => namedVolumes(container).map((mount) => ({ container, mount })));
  const nameOf = (original: string) => `${project}-${original}`;
  const networks = [...new Set(containers.flatMap((container) => Object.keys(container.NetworkSettings.Networks)))];
  const copied = volumes.filter(({ mount }) => !mount.RW);
  return {
    file: {
      services: Object.fromEntries(
        containers.map((container) => [container.Config.Hostname, service(container, nameOf)]),
      ),
      networks: Object.fromEntries(networks.map((name) => [name, { internal: internal.includes(name) }])),
      volumes: Object.fromEntries(
        volumes.map(({ mount }) => [nameOf(mount.Name ?? ""), { name: nameOf(mount.Name ?? ""), external: !mount.RW }]),
      ),
    },
    copies: copied.map(({ container, mount }) => ({
      container: container.Id,
      path: mount.Destination,
      volume: nameOf(mount.Name ?? ""),
    })),
  };
}

function service(container: Container, volumeName: (original: string) => string): object {
  const { Config: config, HostConfig: host } = container;
  return {
    container_name: volumeName(container.Name.slice(1)),
    image: config.Image,
    hostname: config.Hostname,
    ...(config.Entrypoint && { entrypoint: verbatim([config.Entrypoint].flat()) }),
    ...(config.Cmd && { command: verbatim(config.Cmd) }),
    environment: verbatim(config.Env),
    user: config.User,
    group_add: host.GroupAdd ?? [],
    read_only: host.ReadonlyRootfs ?? false,
    cap_drop: host.CapDrop ?? [],
    security_opt: host.SecurityOpt ?? [],
    ipc: host.IpcMode,
    tmpfs: Object.entries((host.Tmpfs ?? {}) as Record<string, string>).map(([path, options]) => `${path}:${options}`),
    mem_limit: host.Memory,
    memswap_limit: host.MemorySwap,
    cpus: (host.NanoCpus ?? 0) / 1e9,
    pids_limit: host.PidsLimit,
    logging: { driver: host.LogConfig?.Type, options: host.LogConfig?.Config },
    restart: host.RestartPolicy?.Name,
    stop_signal: config.StopSignal,
    stop_grace_period: `${config.StopTimeout ?? 10}s`,
    healthcheck: healthcheck(config),
    ports: ports(host),
    networks: networks(container),
    volumes: [...mounts(container, volumeName), ...hostPaths(container)],
  };
}

function healthcheck({ Healthcheck: check }: Container["Config"]): object | undefined {
  if (!check) return undefined;
  const duration = (nanoseconds = 0) => `${Math.round(nanoseconds / 1e6)}ms`;
  return {
    test: verbatim(check.Test ?? []),
    interval: duration(check.Interval),
    timeout: duration(check.Timeout),
    retries: check.Retries,
    start_period: duration(check.StartPeriod),
  };
}

function ports({ PortBindings }: Container["HostConfig"]): string[] {
  const bindings = (PortBindings ?? {}) as Record<string, { HostIp: string; HostPort: string }[]>;
  return Object.entries(bindings).flatMap(([inner, outer]) =>
    outer.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${inner.replace("/tcp", "")}`),
  );
}

/** Docker adds a container's own id to its aliases; the copy gets one of its own. */
function networks({ Id, NetworkSettings }: Container): object {
  const entries = Object.entries(NetworkSettings.Networks).map(([name, { Aliases }]) => {
    const aliases = (Aliases ?? []).filter((alias: string) => !Id.startsWith(alias));
    return [name, { aliases }];
  });
  return Object.fromEntries(entries);
}

function mounts(container: Container, volumeName: (original: string) => string): object[] {
  return namedVolumes(container).map(({ Name, Destination, RW }) => ({
    type: "volume",
    source: volumeName(Name ?? ""),
    target: posix.normalize(Destination),
    read_only: !RW,
    // As on our side: the image's own files fill an empty data volume, and never one of files.
    volume: { nocopy: !RW },
  }));
}

function hostPaths({ Mounts }: Container): object[] {
  return Mounts.filter(({ Type }) => Type === "bind").map(({ Source, Destination, RW }) => ({
    type: "bind",
    source: Source,
    target: Destination,
    read_only: !RW,
  }));
}

function namedVolumes({ Mounts }: Container): Container["Mounts"] {
  return Mounts.filter(({ Type }) => Type === "volume");
}

/** Compose would look a dollar's name up in its own environment. */
function verbatim(words: readonly string[]): string[] {
  return words.map((word) => word.replaceAll("$", "$$$$"));
}
