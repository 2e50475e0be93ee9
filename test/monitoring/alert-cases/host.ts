import { casesOf, type Firing } from "./alert-case";

const where = 'workload="node-exporter",device="/dev/sda"';
const device = { workload: "node-exporter", device: "/dev/sda" };
const free = (mountpoint: string, fstype = "ext4") =>
  `node_filesystem_avail_bytes{${where},mountpoint="${mountpoint}",fstype="${fstype}"}`;
const size = (mountpoint: string, fstype = "ext4") =>
  `node_filesystem_size_bytes{${where},mountpoint="${mountpoint}",fstype="${fstype}"}`;
const [available, total] = ["MemAvailable", "MemTotal"].map((name) => `node_memory_${name}_bytes`) as [string, string];
const idle = 'node_cpu_seconds_total{workload="node-exporter",cpu="0",mode="idle"}';

export const hostCases = [
  ...casesOf("DiskSpace", "10m", [
    {
      when: "10% are free, seen twice because the disk is mounted twice",
      series: { [free("/")]: "10x20", [size("/")]: "100x20", [free("/data")]: "10x20", [size("/data")]: "100x20" },
      fires: [space("warning", "10%")],
    },
    {
      when: "3% are free",
      series: { [free("/")]: "3x20", [size("/")]: "100x20" },
      fires: [space("warning", "3%"), space("critical", "3%")],
    },
    { when: "16% are free", series: { [free("/")]: "16x20", [size("/")]: "100x20" }, fires: [] },
    {
      when: "a memory-backed directory is full",
      series: { [free("/run", "tmpfs")]: "0x20", [size("/run", "tmpfs")]: "100x20" },
      fires: [],
    },
  ]),
  ...casesOf("DiskFillsUp", "8h", [
    {
      when: "1 GiB goes every hour and 20 are left",
      series: {
        [free("/")]: `${29 * 2 ** 30}-${2 ** 30 / 60}x500`,
        [size("/")]: `${100 * 2 ** 30}x500`,
      },
      fires: [
        {
          severity: "warning",
          labels: device,
          says: "At the pace of the last 6 hours /dev/sda will lack -3GiB in 24 hours.",
        },
      ],
    },
    {
      when: "it stands still",
      series: { [free("/")]: `${20 * 2 ** 30}x500`, [size("/")]: `${100 * 2 ** 30}x500` },
      fires: [],
    },
    {
      when: "it fills quickly but half of it is free",
      series: { [free("/")]: `${66 * 2 ** 30}-${2 ** 31 / 60}x500`, [size("/")]: `${100 * 2 ** 30}x500` },
      fires: [],
    },
  ]),
  ...casesOf("HostMemory", "10m", [
    { when: "8% is available", series: { [available]: "8x20", [total]: "100x20" }, fires: [memory("warning", "8%")] },
    {
      when: "2% is available",
      series: { [available]: "2x20", [total]: "100x20" },
      fires: [memory("warning", "2%"), memory("critical", "2%")],
    },
    { when: "a third is available", series: { [available]: "33x20", [total]: "100x20" }, fires: [] },
  ]),
  ...casesOf("ProcessKilledForMemory", "15m", [
    {
      when: "the kernel kills one a minute",
      series: { node_vmstat_oom_kill: "0+1x20" },
      fires: [{ severity: "warning", says: "10 processes were killed within 10 minutes." }],
    },
    { when: "one was killed long ago", series: { node_vmstat_oom_kill: "1x20" }, fires: [] },
  ]),
  ...casesOf("HostCpu", "60m", [
    {
      when: "the processors idle 1.2 seconds a minute",
      series: { [idle]: "0+1.2x60" },
      fires: [
        {
          severity: "warning",
          labels: { workload: "node-exporter" },
          says: "The processors are 98% busy for half an hour, limit 95%.",
        },
      ],
    },
    { when: "they are half busy", series: { [idle]: "0+30x60" }, fires: [] },
  ]),
  ...casesOf("GpuFault", "1m", [
    {
      when: "the driver reports a fault",
      series: { 'DCGM_FI_DEV_XID_ERRORS{gpu="0"}': "79x5" },
      fires: [{ severity: "critical", labels: { gpu: "0" }, says: "GPU 0 reports XID 79." }],
    },
    { when: "it does not", series: { 'DCGM_FI_DEV_XID_ERRORS{gpu="0"}': "0x5" }, fires: [] },
  ]),
];

function space(severity: Firing["severity"], share: string): Firing {
  return { severity, labels: device, says: `${share} of /dev/sda are free, limits 15% and 5%.` };
}

function memory(severity: Firing["severity"], share: string): Firing {
  return { severity, says: `${share} of the memory is available, limits 10% and 5%.` };
}
