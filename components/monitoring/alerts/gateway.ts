import { type AlertGroup, atTwoLimits } from "./rule";

// The other backends serve operators.
const SLOTS = 'proxy=~"api-.*"';
const ANSWERS = "haproxy_backend_http_responses_total";
const FAILED_SHARE = `sum by (proxy) (rate(${ANSWERS}{${SLOTS},code="5xx"}[5m])) / sum by (proxy) (rate(${ANSWERS}{${SLOTS}}[5m]))`;

/** The gateway sees what users see, the failures before and after the API included. */
export const gatewayAlerts: AlertGroup = {
  name: "gateway",
  rules: [
    {
      alert: "GatewayNoServer",
      severity: "critical",
      expr: `max by (proxy) (haproxy_backend_agg_server_status{${SLOTS},state="UP"}) == 0`,
      for: "30s",
      summary: "The gateway has nowhere to send requests",
      description: "Backend {{ $labels.proxy }} has {{ $value }} healthy servers.",
      action:
        "If the backend is the active slot and the other one is healthy, switch now; then look at the workload behind it.",
    },
    {
      alert: "GatewayServerDown",
      severity: "warning",
      expr: 'max by (proxy, server) (haproxy_server_status{state="DOWN"}) == 1',
      for: "2m",
      summary: "A server fails the gateway's health check",
      description: "Server {{ $labels.server }} of backend {{ $labels.proxy }} is down.",
      action: "Read the log of that replica; the others carry its load meanwhile.",
    },
    ...atTwoLimits(
      {
        alert: "GatewayErrors",
        for: "5m",
        summary: "Users get errors",
        description:
          "{{ $value | humanizePercentage }} of the answers of backend {{ $labels.proxy }} are 5xx, limits 0.5% and 5%.",
        action: "Compare with ApiErrors: if that is quiet, the gateway cannot reach the API or waits too long for it.",
      },
      { warning: `${FAILED_SHARE} > 0.005`, critical: `${FAILED_SHARE} > 0.05` },
    ),
    {
      alert: "GatewayConnections",
      severity: "warning",
      expr: "max by (workload) (haproxy_process_current_connections / haproxy_process_max_connections) > 0.8",
      for: "5m",
      summary: "The gateway runs out of connections",
      description: "{{ $value | humanizePercentage }} of the gateway's connections are in use, limit 80%.",
      action: "See whether one client holds them (rate limit), else raise the gateway's connection limit.",
    },
  ],
};
