import type { Image, Resources, Workload } from "../workload";

export interface NodeExporterArgs {
  readonly image: Image;
  readonly resources: Resources;
}

const PORT = 9100;
const HOST = "/host";

// What rules and dashboards read. The network collectors would show the container's own network, not the machine's.
const COLLECTORS = ["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "stat", "time", "uname", "vmstat"];

/** Tells Prometheus how the machine is; it sees the machine's files and can change none. */
export function nodeExporterWorkload(name: string, { image, resources }: NodeExporterArgs): Workload {
  return {
    name,
    image,
    command: [
      `--path.procfs=${HOST}/proc`,
      `--path.sysfs=${HOST}/sys`,
      `--path.rootfs=${HOST}/root`,
      `--path.udev.data=${HOST}/root/run/udev/data`,
      "--collector.disable-defaults",
      ...COLLECTORS.map((collector) => `--collector.${collector}`),
    ],
    hostPaths: [
      { hostPath: "/proc", path: `${HOST}/proc` },
      { hostPath: "/sys", path: `${HOST}/sys` },
      { hostPath: "/", path: `${HOST}/root` },
    ],
    ports: [{ name: "metrics", number: PORT }],
    health: { ready: { kind: "http", path: "/", port: PORT, with: "wget" }, startWithinSeconds: 30 },
    resources,
    user: 65534,
    importance: "watching",
    scrape: { port: PORT },
  };
}
