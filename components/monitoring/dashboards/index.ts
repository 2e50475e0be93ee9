import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Names of the dashboards' files; `platform` is the one that Grafana opens with. */
export const DASHBOARDS = ["platform", "release", "qdrant", "host"] as const;

export type DashboardName = (typeof DASHBOARDS)[number];

/**
 * The dashboards as Grafana loads them. They are generated ahead of time (`generate.ts`): loading the builder would cost each
 * preview a tenth of a second, and a reviewer sees in the JSON what changes on the screen.
 */
export function dashboardFiles(): { readonly name: DashboardName; readonly json: string }[] {
  return DASHBOARDS.map((name) => ({ name, json: readFileSync(generatedFile(name), "utf8") }));
}

export function generatedFile(name: DashboardName): string {
  return join(__dirname, "generated", `${name}.json`);
}
