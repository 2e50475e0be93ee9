import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as timeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import { DATA_SOURCE_UID } from "../../grafana-provisioning";

export const DATA_SOURCE = { type: "prometheus", uid: DATA_SOURCE_UID };

export interface Query {
  readonly expr: string;
  /** How a line is named, with `{{label}}` for what tells it from the others. */
  readonly legend: string;
}

export interface PanelArgs {
  readonly title: string;
  /** Grafana's name of the unit, e.g. `s`, `reqps`, `percentunit`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** @default - the title says it all */
  readonly description?: string;
}

export interface Limits {
  readonly warning: number;
  readonly critical: number;
}

const COLOURS = { good: "green", warning: "orange", critical: "red" } as const;
const HEIGHT = { figure: 4, chart: 8 } as const;

/** One line for each series over time. Limits are drawn as the same lines at which an alert fires. */
export function chart(args: PanelArgs & { readonly limits?: Limits; readonly span?: number }): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .title(args.title)
    .datasource(DATA_SOURCE)
    .unit(args.unit)
    .min(0)
    .height(HEIGHT.chart)
    .span(args.span ?? 8)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .legend(legend())
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    )
    .targets(queries(args));
  if (args.description) panel.description(args.description);
  if (args.limits) panel.thresholds(thresholds(args.limits)).thresholdsStyle(asLines());
  return panel;
}

/** One figure, as it is now. Without limits it has no colour: what has no limit is neither good nor bad. */
export function figure(args: PanelArgs & { readonly limits?: Limits; readonly span?: number }): stat.PanelBuilder {
  const panel = new stat.PanelBuilder()
    .title(args.title)
    .datasource(DATA_SOURCE)
    .unit(args.unit)
    .height(HEIGHT.figure)
    .span(args.span ?? 4)
    .graphMode(args.limits ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
    .colorMode(args.limits ? common.BigValueColorMode.Value : common.BigValueColorMode.None)
    .targets(queries(args));
  if (args.description) panel.description(args.description);
  return args.limits ? panel.thresholds(thresholds(args.limits)) : panel;
}

/** The label of each series instead of its value, e.g. which version a slot serves. */
export function names(args: PanelArgs & { readonly span?: number }): stat.PanelBuilder {
  return figure(args).textMode(common.BigValueTextMode.Name);
}

/** When something was up and when it was down. */
export function upAndDown(args: Omit<PanelArgs, "unit"> & { readonly span?: number }): timeline.PanelBuilder {
  return new timeline.PanelBuilder()
    .title(args.title)
    .datasource(DATA_SOURCE)
    .unit("bool_yes_no")
    .height(HEIGHT.chart)
    .span(args.span ?? 12)
    .thresholds(steps([null, COLOURS.critical], [1, COLOURS.good]))
    .showValue(common.VisibilityMode.Never)
    .mergeValues(true)
    .targets(queries(args));
}

function queries(args: Pick<PanelArgs, "queries">): DataqueryBuilder[] {
  return args.queries.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .refId(String.fromCharCode("A".charCodeAt(0) + index))
      .datasource(DATA_SOURCE)
      .expr(expr)
      .legendFormat(legend)
      .range(),
  );
}

// A limit may bound from above (a share of failures) or from below (a share that is free).
function thresholds({ warning, critical }: Limits): dashboard.ThresholdsConfigBuilder {
  return critical > warning
    ? steps([null, COLOURS.good], [warning, COLOURS.warning], [critical, COLOURS.critical])
    : steps([null, COLOURS.critical], [critical, COLOURS.warning], [warning, COLOURS.good]);
}

function steps(...values: readonly (readonly [number | null, string])[]): dashboard.ThresholdsConfigBuilder {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(values.map(([value, color]) => ({ value, color })));
}

function asLines(): common.GraphThresholdsStyleConfigBuilder {
  return new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);
}

function legend(): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true);
}
