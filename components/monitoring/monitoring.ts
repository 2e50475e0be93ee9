import * as pulumi from "@pulumi/pulumi";
import type { Image, Resources, Runtime, Workload } from "../workload";
import { type AlertReceiver, alertmanagerWorkload } from "./alertmanager";
import { grafanaWorkload } from "./grafana";
import { nodeExporterWorkload } from "./node-exporter";
import { ALERTMANAGER, GRAFANA, PROMETHEUS, publicUrl } from "./paths";
import { type PostgresAccess, postgresExporterWorkload } from "./postgres-exporter";
import { prometheusWorkload, type Retention } from "./prometheus";
import { type RedisAccess, redisExporterWorkload } from "./redis-exporter";
import { DEFAULT_RESOURCES, type MonitoringWorkload } from "./resources";
import { type ScrapeTarget, scrapeTargets } from "./scrape-target";

export interface MonitoringArgs {
  readonly runtime: Runtime;
  readonly images: Readonly<Record<Exclude<MonitoringWorkload, "grafana">, Image>>;
  /** What the other components offer to scrape; the monitoring adds itself. */
  readonly targets: readonly ScrapeTarget[];
  /** Bearer tokens by the name under which targets ask for them. */
  readonly tokens: Readonly<Record<string, pulumi.Output<string>>>;
  /** @default - no figures of Redis */
  readonly redis?: RedisAccess;
  /** @default - no figures of Postgres */
  readonly postgres?: PostgresAccess;
  /** Watches the machine itself; off where something else does. @default true */
  readonly machine?: boolean;
  readonly receiver: AlertReceiver;
  /** Address of the gateway's operator entry, e.g. `https://localhost:9443`. */
  readonly operatorUrl: string;
  /** Labels on every alert that leaves the platform, e.g. `stack`. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** @default - no Grafana: Prometheus answers queries, nobody draws them */
  readonly grafana?: { readonly image: Image; readonly adminPassword: pulumi.Output<string> };
  /** @default 15 days, at most 10 GiB */
  readonly retention?: Retention;
  /** Seconds between two looks at a target: 5 to 60, for rules look back five minutes. @default 15 */
  readonly intervalSeconds?: number;
  /** @default DEFAULT_RESOURCES, workload by workload */
  readonly resources?: Partial<Readonly<Record<MonitoringWorkload, Resources>>>;
}

const DEFAULT_RETENTION: Retention = { days: 15, sizeGiB: 10 };

/** Watches the platform: figures, alerts and dashboards, reached through the gateway's operator entry. */
export class Monitoring extends pulumi.ComponentResource {
  /** What runs, as plain data. */
  readonly workloads: readonly Workload[];
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** Missing where Grafana is switched off. */
  readonly grafanaUrl: string | undefined;
  /** What an operator should know about this configuration; meant for the stack's outputs. */
  readonly warnings: readonly string[];

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:observability:Monitoring", name, {}, opts);
    this.workloads = monitoringWorkloads(args);
    for (const workload of this.workloads) args.runtime.run(workload, this);
    this.prometheusUrl = publicUrl(args.operatorUrl, PROMETHEUS.prefix);
    this.alertmanagerUrl = publicUrl(args.operatorUrl, ALERTMANAGER.prefix);
    this.grafanaUrl = args.grafana && publicUrl(args.operatorUrl, GRAFANA.prefix);
    this.warnings = warnings(args);
    this.registerOutputs({
      prometheusUrl: this.prometheusUrl,
      alertmanagerUrl: this.alertmanagerUrl,
      grafanaUrl: this.grafanaUrl,
      warnings: this.warnings,
    });
  }
}

/** Every workload of the monitoring. Pure, so that a test compares data and needs no engine. */
export function monitoringWorkloads(args: MonitoringArgs): Workload[] {
  requireTokens(args);
  const watched = [...exporters(args), alertmanager(args), ...grafana(args)];
  return [...watched, prometheus(args, scrapeTargets(watched, args.runtime))];
}

function exporters(args: MonitoringArgs): Workload[] {
  const { redis, postgres, machine = true } = args;
  return [
    ...(redis ? [redisExporterWorkload("redis-exporter", { ...common(args, "redis-exporter"), redis })] : []),
    ...(postgres
      ? [postgresExporterWorkload("postgres-exporter", { ...common(args, "postgres-exporter"), postgres })]
      : []),
    ...(machine ? [nodeExporterWorkload("node-exporter", common(args, "node-exporter"))] : []),
  ];
}

function alertmanager(args: MonitoringArgs): Workload {
  const { receiver, operatorUrl } = args;
  return alertmanagerWorkload(ALERTMANAGER.workload, { ...common(args, "alertmanager"), receiver, operatorUrl });
}

function grafana(args: MonitoringArgs): Workload[] {
  if (!args.grafana) return [];
  const { operatorUrl } = args;
  const prometheusHost = hostOf(args, PROMETHEUS);
  const resources = resourcesOf(args, "grafana");
  return [grafanaWorkload(GRAFANA.workload, { ...args.grafana, resources, operatorUrl, prometheusHost })];
}

function prometheus(args: MonitoringArgs, own: readonly ScrapeTarget[]): Workload {
  const { tokens, externalLabels, operatorUrl, intervalSeconds, retention = DEFAULT_RETENTION } = args;
  return prometheusWorkload(PROMETHEUS.workload, {
    ...common(args, "prometheus"),
    ...{ tokens, externalLabels, operatorUrl, retention },
    ...(intervalSeconds && { intervalSeconds }),
    targets: [...args.targets, ...own],
    host: hostOf(args, PROMETHEUS),
    alertmanagerHost: hostOf(args, ALERTMANAGER),
  });
}

function hostOf({ runtime }: MonitoringArgs, { workload }: { readonly workload: string }): string {
  return runtime.hostOf({ name: workload });
}

function common(args: MonitoringArgs, workload: Exclude<MonitoringWorkload, "grafana">) {
  return { image: args.images[workload], resources: resourcesOf(args, workload) };
}

function resourcesOf({ resources }: MonitoringArgs, workload: MonitoringWorkload): Resources {
  return resources?.[workload] ?? DEFAULT_RESOURCES[workload];
}

function requireTokens({ targets, tokens }: MonitoringArgs): void {
  const missing = targets.filter(({ token }) => token !== undefined && !(token in tokens));
  if (missing.length === 0) return;
  const lines = missing.map(({ workload, token }) => `  ${workload} asks for the token "${token}"`);
  const known = Object.keys(tokens).join(", ") || "none";
  const advice = `Tokens given: ${known}. Pass the missing ones in \`tokens\`.`;
  throw new pulumi.RunError(["Monitoring: tokens of scrape targets are missing.", ...lines, advice].join("\n"));
}

function warnings({ receiver }: MonitoringArgs): string[] {
  if (receiver.kind === "webhook") return [];
  return ["Alerts are sent to nobody: set a webhook as their receiver. Until then they are seen in Alertmanager only."];
}
