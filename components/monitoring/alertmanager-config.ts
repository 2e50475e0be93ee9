import { toYaml } from "./yaml";

/** Receivers of the routing tree. */
export const RECEIVERS = { webhook: "webhook", log: "log", heartbeat: "heartbeat" } as const;

/**
 * alertmanager.yml, in the subset that 0.25 and later read.
 *
 * @param webhookUrl where alerts go; a secret, for whoever knows it can raise a false alarm. Without it alerts end at the
 * receiver `log`: they are seen in Alertmanager and nobody is told.
 */
export function alertmanagerConfig(webhookUrl?: string): string {
  return toYaml({
    route: {
      receiver: webhookUrl === undefined ? RECEIVERS.log : RECEIVERS.webhook,
      group_by: ["alertname", "slot", "workload"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "4h",
      routes: [
        // The alert that always fires proves the way from Prometheus to here; as a message it would be noise.
        { receiver: RECEIVERS.heartbeat, matchers: ['alertname="Watchdog"'] },
        { matchers: ['severity="critical"'], group_wait: "10s", repeat_interval: "1h" },
      ],
    },
    inhibit_rules: [
      {
        source_matchers: ['severity="critical"'],
        target_matchers: ['severity="warning"'],
        equal: ["alertname", "slot", "workload", "proxy", "device"],
      },
    ],
    receivers: [outlet(webhookUrl), { name: RECEIVERS.heartbeat }],
  });
}

function outlet(url: string | undefined) {
  if (url === undefined) return { name: RECEIVERS.log };
  return { name: RECEIVERS.webhook, webhook_configs: [{ url, send_resolved: true, max_alerts: 50 }] };
}
