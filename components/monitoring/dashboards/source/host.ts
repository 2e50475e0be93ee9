import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { platformStyle } from "./dashboard";
import { chart, figure } from "./panels";

const DISK = 'fstype!~"tmpfs|ramfs|squashfs|overlay|iso9660|fuse.*"';
const BUSY = '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))';
const FREE_MEMORY = "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes";
const FREE_DISK = `min by (device) (node_filesystem_avail_bytes{${DISK}}) / max by (device) (node_filesystem_size_bytes{${DISK}})`;

/** The machine under the platform, and its GPUs where it has some. */
export function hostDashboard(): DashboardBuilder {
  return platformStyle("host", "Host and GPU", "The machine under the platform, and its GPUs where it has some.", {
    Now: now(),
    Machine: machine(),
    GPU: gpu(),
  });
}

function now() {
  return [
    figure({
      title: "Processors busy",
      unit: "percentunit",
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: BUSY, legend: "busy" }],
    }),
    figure({
      title: "Memory available",
      unit: "percentunit",
      limits: { warning: 0.1, critical: 0.05 },
      queries: [{ expr: `min(${FREE_MEMORY})`, legend: "available" }],
    }),
    figure({
      title: "Disk free",
      unit: "percentunit",
      limits: { warning: 0.15, critical: 0.05 },
      description: "The fullest disk.",
      queries: [{ expr: `min(${FREE_DISK})`, legend: "free" }],
    }),
    figure({
      title: "Killed for memory within a day",
      unit: "short",
      limits: { warning: 1, critical: 3 },
      queries: [{ expr: "sum(increase(node_vmstat_oom_kill[1d]))", legend: "processes" }],
    }),
    figure({
      title: "Running for",
      unit: "s",
      queries: [{ expr: "min(node_time_seconds - node_boot_time_seconds)", legend: "uptime" }],
    }),
    figure({
      title: "GPU faults (XID)",
      unit: "short",
      limits: { warning: 1, critical: 2 },
      queries: [{ expr: "max(DCGM_FI_DEV_XID_ERRORS)", legend: "XID" }],
    }),
  ];
}

function machine() {
  return [
    chart({
      title: "Processor time",
      unit: "percentunit",
      queries: [
        {
          expr: 'avg by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[$__rate_interval]))',
          legend: "{{mode}}",
        },
      ],
    }),
    chart({
      title: "Load",
      unit: "short",
      description: "Above the number of processors, work waits.",
      queries: [
        { expr: "max(node_load5)", legend: "5 minutes" },
        { expr: 'count(node_cpu_seconds_total{mode="idle"})', legend: "processors" },
      ],
    }),
    chart({
      title: "Memory",
      unit: "bytes",
      queries: [
        { expr: "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes", legend: "used" },
        { expr: "node_memory_MemTotal_bytes", legend: "total" },
      ],
    }),
    chart({
      title: "Disk free",
      unit: "percentunit",
      limits: { warning: 0.15, critical: 0.05 },
      queries: [{ expr: FREE_DISK, legend: "{{device}}" }],
    }),
    chart({
      title: "Disk traffic",
      unit: "binBps",
      queries: [
        { expr: "sum by (device) (rate(node_disk_read_bytes_total[$__rate_interval]))", legend: "{{device}} read" },
        {
          expr: "sum by (device) (rate(node_disk_written_bytes_total[$__rate_interval]))",
          legend: "{{device}} written",
        },
      ],
    }),
    chart({
      title: "Disk busy",
      unit: "percentunit",
      queries: [
        { expr: "max by (device) (rate(node_disk_io_time_seconds_total[$__rate_interval]))", legend: "{{device}}" },
      ],
    }),
  ];
}

function gpu() {
  return [
    chart({ title: "GPU in use", unit: "percent", queries: [{ expr: "DCGM_FI_DEV_GPU_UTIL", legend: "GPU {{gpu}}" }] }),
    chart({
      title: "GPU memory used",
      unit: "decmbytes",
      queries: [{ expr: "DCGM_FI_DEV_FB_USED", legend: "GPU {{gpu}}" }],
    }),
    chart({
      title: "GPU temperature",
      unit: "celsius",
      queries: [{ expr: "DCGM_FI_DEV_GPU_TEMP", legend: "GPU {{gpu}}" }],
    }),
  ];
}
