import { ALERTMANAGER, TOKEN_DIRECTORY } from "./paths";
import type { ScrapeTarget } from "./scrape-target";
import { toYaml } from "./yaml";

export interface PrometheusConfigOptions {
  /** Labels that tell this platform's alerts from another's, e.g. `stack`. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** Host name of Alertmanager. */
  readonly alertmanagerHost: string;
  /** Seconds between two looks at a target and between two evaluations of a rule. @default 15 */
  readonly intervalSeconds?: number;
}

/** Names of the rule files, beside prometheus.yml. */
export const RULE_FILES = { recording: "recording.yml", alerts: "alerts.yml" } as const;

/** prometheus.yml, in the subset that 2.42 and 3.x both read. */
export function prometheusConfig(targets: readonly ScrapeTarget[], options: PrometheusConfigOptions): string {
  const seconds = options.intervalSeconds ?? 15;
  const interval = `${seconds}s`;
  return toYaml({
    global: {
      scrape_interval: interval,
      scrape_timeout: `${Math.min(10, seconds)}s`,
      evaluation_interval: interval,
      external_labels: options.externalLabels,
    },
    rule_files: Object.values(RULE_FILES),
    alerting: { alertmanagers: [alertmanager(options.alertmanagerHost)] },
    scrape_configs: targets.map(scrapeConfig),
  });
}

function alertmanager(host: string) {
  return {
    path_prefix: ALERTMANAGER.prefix,
    static_configs: [{ targets: [`${host}:${ALERTMANAGER.port}`] }],
  };
}

function scrapeConfig(target: ScrapeTarget) {
  return {
    job_name: target.workload,
    metrics_path: target.path ?? "/metrics",
    ...(target.token && { authorization: { credentials_file: `${TOKEN_DIRECTORY}/${target.token}` } }),
    ...discovery(target),
    relabel_configs: [label("job", target.job), label("workload", target.workload), ...labels(target)],
  };
}

// One name stands for all replicas of a workload; asking for it directly would show a different one at each look.
// A single replica keeps a stable `instance`, so that its series outlive a replaced container.
function discovery({ host, port, replicas }: ScrapeTarget) {
  return replicas > 1
    ? { dns_sd_configs: [{ names: [host], type: "A", port, refresh_interval: "15s" }] }
    : { static_configs: [{ targets: [`${host}:${port}`] }] };
}

function labels(target: ScrapeTarget) {
  return Object.entries(target.labels ?? {}).map(([name, value]) => label(name, value));
}

function label(name: string, value: string) {
  // `$` starts a capture group in a replacement.
  return { target_label: name, replacement: value.replaceAll("$", "$$$$") };
}
