import { describe, expect, it } from "vitest";
import { DASHBOARDS, dashboardFiles } from "../../../../components/monitoring/dashboards";
import { dashboardJson } from "../../../../components/monitoring/dashboards/source";
import { DATA_SOURCE_UID } from "../../../../components/monitoring/grafana-provisioning";
import { type Dashboard, dashboards, drawnPanels, type Panel } from "../../../monitoring/dashboards";

const WIDTH = 24;

describe("the generated dashboards", () => {
  it.each(dashboardFiles())("$name is what its source builds", ({ name, json }) => {
    const advice = "Run `npx tsx components/monitoring/dashboards/generate.ts`.";
    expect(JSON.parse(json), advice).toEqual(JSON.parse(dashboardJson(name)));
  });

  it("have addresses of their own that never change", () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual(DASHBOARDS.map((name) => `vector-platform-${name}`));
  });
});

describe.each(dashboards)("$title", (dashboard) => {
  it("numbers every panel once", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });

  it("lays no panel over another or beyond the edge", () => {
    expect(overlaps(dashboard)).toEqual([]);
    expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > WIDTH)).toEqual([]);
  });

  it.each(drawnPanels(dashboard))("$title says what it shows, in which unit and from where", (panel) => {
    expect(panel.title).toBeTruthy();
    expect(panel.fieldConfig?.defaults?.unit).toBeTruthy();
    expect(panel.datasource?.uid).toBe(DATA_SOURCE_UID);
    expect(panel.targets).not.toHaveLength(0);
    for (const target of panel.targets ?? []) {
      expect(target.datasource?.uid).toBe(DATA_SOURCE_UID);
      expect(target.legendFormat).toBeTruthy();
    }
  });

  it.each(drawnPanels(dashboard))("$title tells its queries apart", ({ targets = [] }) => {
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });
});

describe("the search for overlaps", () => {
  it("finds one", () => {
    const [first] = dashboards;
    const panel = first?.panels[1] as Panel;
    expect(overlaps({ panels: [panel, { ...panel, id: 99 }] })).toEqual([[panel.id, 99]]);
  });
});

function overlaps({ panels }: Pick<Dashboard, "panels">): [number, number][] {
  return panels.flatMap((one, index) =>
    panels.slice(index + 1).flatMap((other): [number, number][] => (overlap(one, other) ? [[one.id, other.id]] : [])),
  );
}

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
