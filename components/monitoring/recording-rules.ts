import { toYaml } from "./yaml";

/** What callers asked of the API: it counts neither probes nor scrapes, which would make a failing slot look better. */
const CALLS = 'job="api"';

/** Figures that alerts, dashboards and the release gates all read, so that they can never disagree. */
export const SLOT_FIGURES = {
  requestRate: "slot:http_requests:rate5m",
  errorRatio: "slot:http_requests_failed:ratio_rate5m",
  p95: "slot:http_request_duration_seconds:p95_5m",
  p99: "slot:http_request_duration_seconds:p99_5m",
} as const;

/** Rules that compute, per slot: requests a second, the share that failed, and how long the slowest ones took. */
export function recordingRules(): string {
  return toYaml({
    groups: [
      {
        name: "slot",
        rules: [
          { record: SLOT_FIGURES.requestRate, expr: rate(CALLS) },
          { record: SLOT_FIGURES.errorRatio, expr: failedShare() },
          { record: SLOT_FIGURES.p95, expr: quantile(0.95) },
          { record: SLOT_FIGURES.p99, expr: quantile(0.99) },
        ],
      },
    ],
  });
}

function rate(selector: string): string {
  return `sum by (slot) (rate(http_requests_total{${selector}}[5m]))`;
}

// A slot that never failed has no failed series at all: without the zero its share would be missing, not nought.
function failedShare(): string {
  const failed = rate(`${CALLS},status=~"5.."`);
  return `(${failed} or 0 * ${rate(CALLS)}) / ${rate(CALLS)}`;
}

function quantile(q: number): string {
  return `histogram_quantile(${q}, sum by (slot, le) (rate(http_request_duration_seconds_bucket{${CALLS}}[5m])))`;
}
