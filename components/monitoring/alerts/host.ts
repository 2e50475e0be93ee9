import { type AlertGroup, atTwoLimits } from "./rule";

// One disk may be mounted in several places; it fills up once.
const DISK = 'fstype!~"tmpfs|ramfs|squashfs|overlay|iso9660|fuse.*"';
const AVAILABLE = `min by (workload, device) (node_filesystem_avail_bytes{${DISK}})`;
const FREE_SHARE = `${AVAILABLE} / max by (workload, device) (node_filesystem_size_bytes{${DISK}})`;
const FREE_MEMORY = "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes";

/** The machine under the platform, and its GPUs where it has some. */
export const hostAlerts: AlertGroup = {
  name: "host",
  rules: [
    ...atTwoLimits(
      {
        alert: "DiskSpace",
        for: "5m",
        summary: "A disk is nearly full",
        description: "{{ $value | humanizePercentage }} of {{ $labels.device }} are free, limits 15% and 5%.",
        action:
          "Remove old snapshots and unused images, or grow the disk. Qdrant stops accepting writes when it is full.",
      },
      { warning: `${FREE_SHARE} < 0.15`, critical: `${FREE_SHARE} < 0.05` },
    ),
    {
      alert: "DiskFillsUp",
      severity: "warning",
      expr: `min by (workload, device) (predict_linear(node_filesystem_avail_bytes{${DISK}}[6h], 86400)) < 0 and ${FREE_SHARE} < 0.4`,
      for: "1h",
      summary: "A disk will be full within a day",
      description:
        "At the pace of the last 6 hours {{ $labels.device }} will lack {{ $value | humanize1024 }}B in 24 hours.",
      action: "Find what grows (snapshots, logs, collections) before the disk is full.",
    },
    ...atTwoLimits(
      {
        alert: "HostMemory",
        for: "5m",
        summary: "The machine runs out of memory",
        description: "{{ $value | humanizePercentage }} of the memory is available, limits 10% and 5%.",
        action: "Compare each workload's use with its limit; what has none to spare is killed next.",
      },
      { warning: `${FREE_MEMORY} < 0.1`, critical: `${FREE_MEMORY} < 0.05` },
    ),
    {
      alert: "ProcessKilledForMemory",
      severity: "warning",
      expr: "increase(node_vmstat_oom_kill[10m]) > 0",
      summary: "A process was killed for lack of memory",
      description: "{{ $value | humanize }} processes were killed within 10 minutes.",
      action: "The kernel log names the process. Raise the memory of its workload, or find what it holds on to.",
    },
    {
      alert: "HostCpu",
      severity: "warning",
      expr: '1 - avg by (workload) (rate(node_cpu_seconds_total{mode="idle"}[5m])) > 0.95',
      for: "30m",
      summary: "The machine has no processor time left",
      description: "The processors are {{ $value | humanizePercentage }} busy for half an hour, limit 95%.",
      action: "See which workload uses it; move bulk loads to a quiet hour or add cores.",
    },
    {
      alert: "GpuFault",
      severity: "critical",
      expr: "DCGM_FI_DEV_XID_ERRORS > 0",
      summary: "A GPU reports a fault",
      description: "GPU {{ $labels.gpu }} reports XID {{ $value }}.",
      action:
        "Look the XID up in the driver's documentation; embedding falls back to other replicas until the card is reset.",
    },
  ],
};
