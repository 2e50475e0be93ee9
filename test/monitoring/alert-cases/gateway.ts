import { casesOf, type Firing } from "./alert-case";

const proxy = { proxy: "api-blue" };
const up = (name: string) => `haproxy_backend_agg_server_status{proxy="${name}",state="UP"}`;
const down = 'haproxy_server_status{proxy="api-blue",server="api-blue-1",state="DOWN"}';
const answers = (code: string, name = "api-blue") =>
  `haproxy_backend_http_responses_total{proxy="${name}",code="${code}"}`;
const [current, limit] = ["current", "max"].map(
  (kind) => `haproxy_process_${kind}_connections{workload="gateway"}`,
) as [string, string];

export const gatewayCases = [
  ...casesOf("GatewayNoServer", "5m", [
    {
      when: "every server of a slot fails its health check",
      series: { [up("api-blue")]: "0x10", [up("api-green")]: "2x10" },
      fires: [{ severity: "critical", labels: proxy, says: "Backend api-blue has 0 healthy servers." }],
    },
    { when: "one server is left", series: { [up("api-blue")]: "1x10" }, fires: [] },
    { when: "a dashboard is missing", series: { [up("operator-grafana")]: "0x10" }, fires: [] },
  ]),
  ...casesOf("GatewayServerDown", "5m", [
    {
      when: "a server fails its health check",
      series: { [down]: "1x10" },
      fires: [
        {
          severity: "warning",
          labels: { ...proxy, server: "api-blue-1" },
          says: "Server api-blue-1 of backend api-blue is down.",
        },
      ],
    },
    { when: "it was down for a minute", series: { [down]: "0 0 1 0x10" }, fires: [] },
  ]),
  ...casesOf("GatewayErrors", "20m", [
    {
      when: "1% of the answers are 5xx",
      series: { [answers("2xx")]: "0+990x30", [answers("5xx")]: "0+10x30" },
      fires: [errors("warning", "1%")],
    },
    {
      when: "8% of the answers are 5xx",
      series: { [answers("2xx")]: "0+920x30", [answers("5xx")]: "0+80x30" },
      fires: [errors("warning", "8%"), errors("critical", "8%")],
    },
    {
      when: "0.4% of the answers are 5xx",
      series: { [answers("2xx")]: "0+996x30", [answers("5xx")]: "0+4x30" },
      fires: [],
    },
    {
      when: "a dashboard answers with errors",
      series: { [answers("2xx", "operator-grafana")]: "0+10x30", [answers("5xx", "operator-grafana")]: "0+90x30" },
      fires: [],
    },
  ]),
  ...casesOf("GatewayConnections", "15m", [
    {
      when: "900 of 1000 connections are in use",
      series: { [current]: "900x20", [limit]: "1000x20" },
      fires: [
        {
          severity: "warning",
          labels: { workload: "gateway" },
          says: "90% of the gateway's connections are in use, limit 80%.",
        },
      ],
    },
    { when: "half of them are in use", series: { [current]: "500x20", [limit]: "1000x20" }, fires: [] },
  ]),
];

function errors(severity: Firing["severity"], share: string): Firing {
  return { severity, labels: proxy, says: `${share} of the answers of backend api-blue are 5xx, limits 0.5% and 5%.` };
}
