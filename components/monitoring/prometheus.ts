import type { Output } from "@pulumi/pulumi";
import type { ConfigFile, Image, Resources, SecretFile, Workload } from "../workload";
import { alertRules } from "./alerts";
import { ALERTMANAGER, PROMETHEUS, publicUrl, TOKEN_DIRECTORY } from "./paths";
import { type PrometheusConfigOptions, prometheusConfig, RULE_FILES } from "./prometheus-config";
import { recordingRules } from "./recording-rules";
import type { ScrapeTarget } from "./scrape-target";

export interface PrometheusArgs {
  readonly image: Image;
  readonly resources: Resources;
  /** What to scrape; Prometheus adds itself. */
  readonly targets: readonly ScrapeTarget[];
  readonly tokens: Readonly<Record<string, Output<string>>>;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly operatorUrl: string;
  /** Its own host name, under which it finds its own figures. */
  readonly host: string;
  readonly alertmanagerHost: string;
  readonly retention: Retention;
  /** Seconds between two looks at a target. @default 15 */
  readonly intervalSeconds?: number;
}

/** Figures are kept until they are too old or take too much space, whichever comes first. */
export interface Retention {
  readonly days: number;
  readonly sizeGiB: number;
}

const CONFIG_DIRECTORY = "/etc/prometheus";
const CONFIG_FILE = `${CONFIG_DIRECTORY}/prometheus.yml`;
const DATA = "/prometheus";

/** Collects and keeps the figures, and judges them by the alert rules. */
export function prometheusWorkload(name: string, args: PrometheusArgs): Workload {
  const scrape = { port: PROMETHEUS.port, path: `${PROMETHEUS.prefix}/metrics` };
  const targets = [...args.targets, { ...scrape, job: name, workload: name, host: args.host, replicas: 1 }];
  return {
    name,
    image: args.image,
    command: [
      `--config.file=${CONFIG_FILE}`,
      `--storage.tsdb.path=${DATA}`,
      `--storage.tsdb.retention.time=${args.retention.days}d`,
      `--storage.tsdb.retention.size=${args.retention.sizeGiB}GB`,
      `--web.external-url=${publicUrl(args.operatorUrl, PROMETHEUS.prefix)}`,
      `--web.route-prefix=${PROMETHEUS.prefix}`,
    ],
    files: configFiles(targets, args),
    secrets: tokenFiles(args.tokens),
    reload: { signal: "SIGHUP", check: ["promtool", "check", "config", CONFIG_FILE] },
    ports: [{ name: "http", number: PROMETHEUS.port }],
    // The log of the newest samples and a compaction under way come on top of what retention counts.
    volumes: [{ name: "data", path: DATA, sizeGiB: Math.ceil(args.retention.sizeGiB * 1.25), protected: false }],
    health: {
      ready: { kind: "http", path: `${PROMETHEUS.prefix}/-/ready`, port: PROMETHEUS.port, with: "wget" },
      live: { kind: "http", path: `${PROMETHEUS.prefix}/-/healthy`, port: PROMETHEUS.port, with: "wget" },
      // A large log of samples is read back before it is ready.
      startWithinSeconds: 300,
    },
    resources: args.resources,
    stateful: true,
    user: 65534,
    reaches: reached(name, args.targets),
    importance: "watching",
    scrape,
    stop: { signal: "SIGTERM", graceSeconds: 60 },
  };
}

/** All that it watches, and whom it tells. Its own figures it has at hand. */
function reached(name: string, targets: readonly ScrapeTarget[]): string[] {
  const others = targets.map(({ workload }) => workload).filter((workload) => workload !== name);
  return [...new Set([...others, ALERTMANAGER.workload])];
}

function configFiles(targets: readonly ScrapeTarget[], options: PrometheusConfigOptions): ConfigFile[] {
  const contents = {
    [CONFIG_FILE]: prometheusConfig(targets, options),
    [`${CONFIG_DIRECTORY}/${RULE_FILES.recording}`]: recordingRules(),
    [`${CONFIG_DIRECTORY}/${RULE_FILES.alerts}`]: alertRules({ targets }),
  };
  return Object.entries(contents).map(([path, content]) => ({ path, content, onChange: "reload" }));
}

function tokenFiles(tokens: PrometheusArgs["tokens"]): SecretFile[] {
  return Object.entries(tokens).map(([token, content]) => ({
    path: `${TOKEN_DIRECTORY}/${token}`,
    content,
    onChange: "reload",
  }));
}
