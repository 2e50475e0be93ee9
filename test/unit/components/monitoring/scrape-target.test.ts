import { describe, expect, it } from "vitest";
import { scrapeTargets } from "../../../../components/monitoring";
import type { Workload } from "../../../../components/workload";
import { recordingRuntime } from "../../support/runtime";

const workload: Workload = {
  name: "qdrant",
  image: { reference: "qdrant" },
  ports: [],
  health: { ready: { kind: "exec", command: ["true"] }, startWithinSeconds: 1 },
  resources: { cpu: 1, memoryMiB: 1 },
  user: 1000,
};

const runtime = recordingRuntime();

describe("scrapeTargets", () => {
  it("asks the platform for the host name, and names the workload without it", () => {
    const [target] = scrapeTargets([{ ...workload, scrape: { port: 6333 } }], recordingRuntime({ domain: ".vp.svc" }));
    expect(target).toMatchObject({ workload: "qdrant", host: "qdrant.vp.svc" });
  });

  it("finds a workload under its own name, once", () => {
    expect(scrapeTargets([{ ...workload, scrape: { port: 6333, token: "qdrant" } }], runtime)).toEqual([
      { job: "qdrant", workload: "qdrant", host: "qdrant", port: 6333, token: "qdrant", replicas: 1 },
    ]);
  });

  it("leaves out what has nothing to scrape", () => {
    expect(scrapeTargets([workload], runtime)).toEqual([]);
  });

  it("calls both slots of a service the same job", () => {
    const slots = ["blue", "green"].map((slot) => ({
      ...workload,
      name: `api-${slot}`,
      replicas: 2,
      scrape: { port: 8000, labels: { slot } },
    }));
    expect(scrapeTargets(slots, runtime)).toEqual([
      { job: "api", workload: "api-blue", host: "api-blue", port: 8000, labels: { slot: "blue" }, replicas: 2 },
      { job: "api", workload: "api-green", host: "api-green", port: 8000, labels: { slot: "green" }, replicas: 2 },
    ]);
  });

  it("keeps the name of a workload that has a slot label but not in its name", () => {
    const evergreen = { ...workload, name: "evergreen", scrape: { port: 1, labels: { slot: "green" } } };
    const [target] = scrapeTargets([evergreen], runtime);
    expect(target?.job).toBe("evergreen");
  });
});
