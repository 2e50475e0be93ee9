import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { prometheusConfig, type ScrapeTarget } from "../../../../components/monitoring";

const target: ScrapeTarget = { job: "api", workload: "api-blue", host: "api-blue", port: 8000, replicas: 1 };
const options = { alertmanagerHost: "alertmanager", externalLabels: { stack: "dev" } };
const rendered = (targets: readonly ScrapeTarget[], intervalSeconds?: number) =>
  parse(prometheusConfig(targets, { ...options, ...(intervalSeconds && { intervalSeconds }) }));
const scrapeOf = (changes: Partial<ScrapeTarget>) => rendered([{ ...target, ...changes }]).scrape_configs[0];

describe("prometheusConfig", () => {
  it("asks a single replica by its name, so that its series survive a new address", () => {
    expect(scrapeOf({})).toMatchObject({ static_configs: [{ targets: ["api-blue:8000"] }] });
    expect(scrapeOf({})).not.toHaveProperty("dns_sd_configs");
  });

  it("looks up each address of several replicas", () => {
    expect(scrapeOf({ replicas: 3 })).toMatchObject({
      dns_sd_configs: [{ names: ["api-blue"], type: "A", port: 8000 }],
    });
    expect(scrapeOf({ replicas: 3 })).not.toHaveProperty("static_configs");
  });

  it("reads a token from its file", () => {
    const { authorization } = scrapeOf({ token: "qdrant" });
    expect(authorization).toEqual({ credentials_file: "/run/secrets/prometheus/qdrant" });
  });

  it("sends no authorization where none is asked for", () => {
    expect(scrapeOf({})).not.toHaveProperty("authorization");
  });

  it("labels every series with job, workload and what the target adds", () => {
    expect(scrapeOf({ labels: { slot: "blue", note: "a$1" } }).relabel_configs).toEqual([
      { target_label: "job", replacement: "api" },
      { target_label: "workload", replacement: "api-blue" },
      { target_label: "slot", replacement: "blue" },
      { target_label: "note", replacement: "a$$1" },
    ]);
  });

  it("keeps two slots of one job apart, which Prometheus would refuse under one name", () => {
    const configs = rendered([target, { ...target, workload: "api-green" }]).scrape_configs;
    expect(configs.map((config: { job_name: string }) => config.job_name)).toEqual(["api-blue", "api-green"]);
  });

  it("never waits longer for an answer than until the next question", () => {
    expect(rendered([target], 5).global).toMatchObject({ scrape_interval: "5s", scrape_timeout: "5s" });
    expect(rendered([target]).global).toMatchObject({ scrape_interval: "15s", scrape_timeout: "10s" });
  });
});
