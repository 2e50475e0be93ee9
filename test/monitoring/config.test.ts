import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { alertmanagerConfig, alertRules, prometheusConfig, recordingRules } from "../../components/monitoring";
import { dashboardProvider, dataSources } from "../../components/monitoring/grafana-provisioning";
import { SECRETS, TARGETS } from "./example";
import { judge } from "./tools";

const GOLDEN = join(__dirname, "../golden/monitoring");
const folder = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = {
  "prometheus.yml": prometheusConfig(TARGETS, { externalLabels: { stack: "dev" }, alertmanagerHost: "alertmanager" }),
  "alerts.yml": alertRules({ targets: TARGETS }),
  "recording.yml": recordingRules(),
  "alertmanager.yml": alertmanagerConfig(SECRETS.webhook),
  "grafana-data-sources.yml": dataSources("prometheus"),
  "grafana-dashboards.yml": dashboardProvider("/etc/grafana/dashboards"),
};

describe.each(Object.entries(FILES))("%s", (name, content) => {
  it("is rendered as the golden file shows", async () => {
    await expect(content).toMatchFileSnapshot(join(GOLDEN, name));
  });
});

describe("Prometheus", () => {
  it("accepts its configuration", () => {
    expectAccepted("promtool", ["check", "config", "--syntax-only"], "prometheus.yml", FILES["prometheus.yml"]);
  });

  it.each(["alerts.yml", "recording.yml"] as const)("accepts %s without a word of complaint", (name) => {
    expectAccepted("promtool", ["check", "rules", "--lint=all", "--lint-fatal"], name, FILES[name]);
  });

  it("refuses a configuration with an unknown key", () => {
    const { ok } = check("promtool", ["check", "config", "--syntax-only"], "broken.yml", "globals: {}\n");
    expect(ok).toBe(false);
  });
});

describe("Alertmanager", () => {
  const files = { webhook: alertmanagerConfig(SECRETS.webhook), log: alertmanagerConfig() };

  it.each(Object.entries(files))("accepts its configuration with the receiver %s", (name, content) => {
    expectAccepted("amtool", ["check-config"], `${name}.yml`, content);
  });

  it.each([
    { kind: "webhook", labels: ["alertname=ApiErrors", "severity=critical"], receiver: "webhook" },
    { kind: "webhook", labels: ["alertname=DiskSpace", "severity=warning"], receiver: "webhook" },
    { kind: "webhook", labels: ["alertname=Watchdog", "severity=warning"], receiver: "heartbeat" },
    { kind: "log", labels: ["alertname=ApiErrors", "severity=critical"], receiver: "log" },
  ] as const)("with the receiver $kind sends $labels to $receiver", ({ kind, labels, receiver }) => {
    writeFileSync(join(folder, "routes.yml"), files[kind]);
    const args = ["config", "routes", "test", "--config.file=routes.yml", `--verify.receivers=${receiver}`, ...labels];
    expect(judge("amtool", args, folder)).toMatchObject({ ok: true });
  });
});

function check(tool: "promtool" | "amtool", args: readonly string[], name: string, content: string) {
  writeFileSync(join(folder, name), content);
  return judge(tool, [...args, name], folder);
}

function expectAccepted(...args: Parameters<typeof check>): void {
  const { ok, output } = check(...args);
  expect(ok, output).toBe(true);
}
