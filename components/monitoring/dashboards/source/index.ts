import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import type { DashboardName } from "..";
import { hostDashboard } from "./host";
import { platformDashboard } from "./platform";
import { qdrantDashboard } from "./qdrant";
import { releaseDashboard } from "./release";

const SOURCES: Readonly<Record<DashboardName, () => DashboardBuilder>> = {
  platform: platformDashboard,
  release: releaseDashboard,
  qdrant: qdrantDashboard,
  host: hostDashboard,
};

/** A dashboard as Grafana loads it, with panels numbered in reading order so that links to them stay valid. */
export function dashboardJson(name: DashboardName): string {
  const dashboard = SOURCES[name]().build();
  const panels = dashboard.panels?.map((panel, index) => ({ ...panel, id: index + 1 }));
  return `${JSON.stringify({ ...dashboard, panels }, undefined, 2)}\n`;
}
