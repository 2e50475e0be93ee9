import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { DashboardName } from "..";

const TAG = "vector-platform";

/** Rows by title, each with its panels from left to right; a line is 24 wide. */
export type Rows = Readonly<Record<string, readonly Builder<Panel>[]>>;

/** What all dashboards of the platform have in common: fixed uid, read-only, links to each other. */
export function platformStyle(name: DashboardName, title: string, description: string, rows: Rows): DashboardBuilder {
  const dashboard = new DashboardBuilder(title)
    .uid(`${TAG}-${name}`)
    .description(description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-1h", to: "now" })
    .timezone("browser")
    .refresh("30s")
    .link(otherDashboards());
  for (const [row, panels] of Object.entries(rows)) {
    dashboard.withRow(new RowBuilder(row));
    for (const panel of panels) dashboard.withPanel(panel);
  }
  return dashboard;
}

function otherDashboards(): DashboardLinkBuilder {
  return new DashboardLinkBuilder("Dashboards")
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .keepTime(true);
}
