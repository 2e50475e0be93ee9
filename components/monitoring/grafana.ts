import type { Output } from "@pulumi/pulumi";
import type { ConfigFile, Image, Resources, Workload } from "../workload";
import { dashboardFiles } from "./dashboards";
import { dashboardProvider, dataSources } from "./grafana-provisioning";
import { GRAFANA, PROMETHEUS, publicUrl } from "./paths";

export interface GrafanaArgs {
  readonly image: Image;
  readonly resources: Resources;
  /** Password of the user `admin`, taken at the first start only: Grafana keeps its users in its own database. */
  readonly adminPassword: Output<string>;
  readonly operatorUrl: string;
  readonly prometheusHost: string;
}

const PROVISIONING = "/etc/grafana/provisioning";
const DASHBOARDS = "/etc/grafana/dashboards";
const PASSWORD_FILE = "/run/secrets/grafana/admin-password";

/** Shows the figures. Data source and dashboards come from files and cannot be changed by hand. */
export function grafanaWorkload(name: string, args: GrafanaArgs): Workload {
  return {
    name,
    image: args.image,
    env: settings(args.operatorUrl),
    files: files(args.prometheusHost),
    secrets: [{ path: PASSWORD_FILE, content: args.adminPassword, onChange: "restart" }],
    ports: [{ name: "http", number: GRAFANA.port }],
    volumes: [{ name: "data", path: "/var/lib/grafana", sizeGiB: 1, protected: false }],
    scratch: [{ path: "/tmp", sizeMiB: 64 }],
    health: {
      ready: { kind: "http", path: `${GRAFANA.prefix}/api/health`, port: GRAFANA.port, with: "wget" },
      startWithinSeconds: 180,
    },
    resources: args.resources,
    stateful: true,
    user: 472,
    reaches: [PROMETHEUS.workload],
    importance: "watching",
    egress: false,
    scrape: { port: GRAFANA.port, path: `${GRAFANA.prefix}/metrics` },
    stop: { signal: "SIGTERM", graceSeconds: 20 },
  };
}

function settings(operatorUrl: string): Record<string, string> {
  return {
    GF_SERVER_ROOT_URL: publicUrl(operatorUrl, GRAFANA.prefix),
    GF_SERVER_SERVE_FROM_SUB_PATH: "true",
    GF_SECURITY_ADMIN_PASSWORD__FILE: PASSWORD_FILE,
    GF_SECURITY_COOKIE_SECURE: "true",
    GF_SECURITY_DISABLE_GRAVATAR: "true",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
    // It may not reach the world; asking anyway costs half a minute of timeouts at each start.
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
    GF_LOG_MODE: "console",
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${DASHBOARDS}/platform.json`,
  };
}

function files(prometheusHost: string): ConfigFile[] {
  const contents = {
    [`${PROVISIONING}/datasources/prometheus.yml`]: dataSources(prometheusHost),
    [`${PROVISIONING}/dashboards/platform.yml`]: dashboardProvider(DASHBOARDS),
    ...Object.fromEntries(dashboardFiles().map(({ name, json }) => [`${DASHBOARDS}/${name}.json`, json])),
  };
  return Object.entries(contents).map(([path, content]) => ({ path, content, onChange: "restart" }));
}
