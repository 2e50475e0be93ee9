import { casesOf, type Firing } from "./alert-case";

const slot = { slot: "blue" };
const ok = 'http_requests_total{job="api",slot="blue",status="200"}';
const failed = 'http_requests_total{job="api",slot="blue",status="500"}';
const within = (le: string) => `http_request_duration_seconds_bucket{job="api",slot="blue",le="${le}"}`;
const api = (metric: string, dependency: string) => `${metric}{job="api",slot="blue",dependency="${dependency}"}`;
const build = (version: string) => `build_info{job="api",slot="blue",version="${version}"}`;
const embedding = (metric: string) => `${metric}{job="embedding",slot="blue"}`;

export const applicationCases = [
  ...casesOf("ApiErrors", "20m", [
    {
      when: "1% of the requests fail",
      series: { [ok]: "0+990x30", [failed]: "0+10x30" },
      fires: [errors("warning", "1%")],
    },
    {
      when: "10% of the requests fail",
      series: { [ok]: "0+900x30", [failed]: "0+100x30" },
      fires: [errors("warning", "10%"), errors("critical", "10%")],
    },
    { when: "0.4% of the requests fail", series: { [ok]: "0+996x30", [failed]: "0+4x30" }, fires: [] },
    { when: "none ever failed", series: { [ok]: "0+1000x30" }, fires: [] },
    { when: "an idle slot gets no requests", series: { [ok]: "0x30", [failed]: "0x30" }, fires: [] },
  ]),
  ...casesOf("ApiSlow", "20m", [
    {
      when: "every request takes between 1.5 and 2.5 seconds",
      series: { [within("1.5")]: "0x30", [within("2.5")]: "0+600x30", [within("+Inf")]: "0+600x30" },
      fires: [slow("warning", "2.45s")],
    },
    {
      when: "every request takes between 5 and 10 seconds",
      series: { [within("5")]: "0x30", [within("10")]: "0+600x30", [within("+Inf")]: "0+600x30" },
      fires: [slow("warning", "9.75s"), slow("critical", "9.75s")],
    },
    {
      when: "every request takes between 1 and 1.5 seconds",
      series: { [within("1")]: "0x30", [within("1.5")]: "0+600x30", [within("+Inf")]: "0+600x30" },
      fires: [],
    },
  ]),
  ...casesOf("DependencyDown", "5m", [
    {
      when: "Qdrant cannot be reached",
      series: { [api("dependency_up", "qdrant")]: "0x10" },
      fires: [
        {
          severity: "critical",
          labels: { ...slot, dependency: "qdrant" },
          says: "The API in slot blue cannot reach qdrant.",
        },
      ],
    },
    { when: "all can be reached", series: { [api("dependency_up", "qdrant")]: "1x10" }, fires: [] },
  ]),
  ...casesOf("DatabaseSlow", "10m", [
    {
      when: "Postgres takes 80 ms",
      series: { [api("dependency_latency_seconds", "postgres")]: "0.08x10" },
      fires: [
        {
          severity: "warning",
          labels: { ...slot, dependency: "postgres" },
          says: "postgres takes 80ms to answer slot blue, limit 50ms.",
        },
      ],
    },
    {
      when: "Postgres takes 40 ms and the embedding service, which may, 300 ms",
      series: {
        [api("dependency_latency_seconds", "postgres")]: "0.04x10",
        [api("dependency_latency_seconds", "embedding")]: "0.3x10",
      },
      fires: [],
    },
  ]),
  ...casesOf("VersionsMixed", "30m", [
    {
      when: "two versions serve one slot for half an hour",
      series: { [build("1.0.0")]: "1x30", [build("1.1.0")]: "1x30" },
      fires: [
        {
          severity: "warning",
          labels: slot,
          says: "Slot blue serves 2 versions for longer than a rolling update takes.",
        },
      ],
    },
    {
      when: "a rolling update took five minutes",
      series: { [build("1.0.0")]: "1x10 stale", [build("1.1.0")]: "_x5 1x25" },
      fires: [],
    },
  ]),
  ...casesOf("EmbeddingFailures", "15m", [
    {
      when: "2% of the texts are refused",
      series: { [embedding("te_request_count")]: "0+100x20", [embedding("te_request_failure")]: "0+2x20" },
      fires: [
        { severity: "critical", labels: slot, says: "2% of the embedding requests of slot blue fail, limit 1%." },
      ],
    },
    {
      when: "0.5% of the texts are refused",
      series: { [embedding("te_request_count")]: "0+1000x20", [embedding("te_request_failure")]: "0+5x20" },
      fires: [],
    },
  ]),
  ...casesOf("EmbeddingQueue", "15m", [
    {
      when: "250 requests wait all the time",
      series: { [embedding("te_queue_size")]: "250x20" },
      fires: [
        {
          severity: "warning",
          labels: { ...slot, job: "embedding" },
          says: "250 requests wait in slot blue, limit 100.",
        },
      ],
    },
    { when: "a burst waits for two minutes", series: { [embedding("te_queue_size")]: "0x10 400 400 0x10" }, fires: [] },
  ]),
];

function errors(severity: Firing["severity"], share: string): Firing {
  return { severity, labels: slot, says: `${share} of the requests to slot blue fail, limits 0.5% and 5%.` };
}

function slow(severity: Firing["severity"], time: string): Firing {
  return { severity, labels: slot, says: `95% of the requests to slot blue take up to ${time}, limits 1.5s and 5s.` };
}
