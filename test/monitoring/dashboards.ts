import { dashboardFiles } from "../../components/monitoring/dashboards";

/** The part of Grafana's dashboard format that the tests look at. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating?: { readonly list?: readonly { readonly name: string; readonly query: string }[] };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type?: string; readonly uid?: string };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat?: string;
    readonly datasource?: { readonly uid?: string };
  }[];
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
}

export const dashboards: readonly Dashboard[] = dashboardFiles().map(({ json }) => JSON.parse(json) as Dashboard);

/** Panels that draw something; a row only carries a heading. */
export function drawnPanels({ panels }: Dashboard): Panel[] {
  return panels.filter(({ type }) => type !== "row");
}

/** A panel's query as Prometheus gets it, with the variables that Grafana fills in. */
export function filledIn(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m").replaceAll("$collection", "mixtral|general");
}
