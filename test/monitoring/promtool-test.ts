import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { alertRules, recordingRules } from "../../components/monitoring";
import type { AlertCase, Firing } from "./alert-cases";
import { TARGETS } from "./example";
import { renderedAlerts } from "./rules";
import { judge, type Verdict } from "./tools";

// With one target only, another one that has no series in a case does not raise its own alert there.
const API = TARGETS.filter(({ host }) => host === "api-blue");

/** Lets promtool evaluate our rules over a case's series and compare the alerts, their labels and every text. */
export function judgeAlerts(alertCase: AlertCase, folder: string): Verdict {
  writeFileSync(join(folder, "recording.yml"), recordingRules());
  writeFileSync(join(folder, "alerts.yml"), alertRules({ targets: API }));
  writeFileSync(join(folder, "case.yml"), stringify(promtoolTest(alertCase)));
  return judge("promtool", ["test", "rules", "case.yml"], folder);
}

function promtoolTest({ alert, at, series, fires }: AlertCase) {
  return {
    rule_files: ["recording.yml", "alerts.yml"],
    evaluation_interval: "1m",
    group_eval_order: ["slot", "application"],
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: [
          { eval_time: at, alertname: alert, exp_alerts: fires.map((firing) => expected(alert, firing)) },
        ],
      },
    ],
  };
}

function expected(alert: string, { severity, labels, says }: Firing) {
  return {
    exp_labels: { severity, ...labels },
    exp_annotations: { ...annotationsOf(alert, severity, labels?.workload), description: says },
  };
}

function annotationsOf(alert: string, severity: string, workload: string | undefined) {
  const rules = renderedAlerts().filter((rule) => rule.alert === alert && rule.labels?.severity === severity);
  const rule = rules.find(({ labels }) => labels?.workload === workload) ?? rules[0];
  if (!rule) throw new Error(`The case expects ${alert} (${severity}); there is no such alert.`);
  return rule.annotations;
}
