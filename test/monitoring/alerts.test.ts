import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ALERT_CASES } from "./alert-cases";
import { judgeAlerts } from "./promtool-test";
import { renderedAlerts } from "./rules";

const folder = mkdtempSync(join(tmpdir(), "alerts-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("an alert", () => {
  it.each(ALERT_CASES.map((each) => ({ ...each, outcome: each.fires.at(-1)?.severity ?? "quiet" })))(
    "$alert when $when: $outcome",
    (alertCase) => {
      const { ok, output } = judgeAlerts(alertCase, folder);
      expect(ok, output).toBe(true);
    },
  );

  it("is judged wrong when a case expects another text", () => {
    const alertCase = ALERT_CASES.find(({ alert }) => alert === "PostgresDown");
    const twisted = {
      ...alertCase,
      fires: [{ severity: "critical", says: "All is well." }],
    } as (typeof ALERT_CASES)[number];
    expect(judgeAlerts(twisted, folder).output).toContain("FAILED");
  });
});

describe("every alert", () => {
  const alerts = renderedAlerts().map(({ alert = "", labels }) => ({ alert, severity: labels?.severity }));

  it.each(alerts)(
    "$alert ($severity) has a case in which it fires and one in which it does not",
    ({ alert, severity }) => {
      const fires = ALERT_CASES.filter((each) => each.alert === alert).map(({ fires }) =>
        fires.some((f) => f.severity === severity),
      );
      expect(fires).toContain(true);
      // Its whole point is never to be quiet.
      if (alert !== "Watchdog") expect(fires).toContain(false);
    },
  );

  it.each(renderedAlerts())("$alert tells what is wrong, how much, and what to do", ({ annotations, labels }) => {
    expect(Object.keys(annotations ?? {}).sort()).toEqual(["action", "description", "summary"]);
    expect(["warning", "critical"]).toContain(labels?.severity);
  });
});
