import { describe, expect, it } from "vitest";
import { Monitoring, type MonitoringArgs } from "../../../../components/monitoring";
import { exampleArgs } from "../../../monitoring/example";
import { named, ofType, recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";

const TYPE = "vector-platform:observability:Monitoring";

describe.each(["preview", "update"] as const)("Monitoring in %s", (mode) => {
  it("is one component with every workload below it", async () => {
    const resources = await recorded(mode, () => monitoring());
    const { parent, name } = named(resources, "monitoring");
    expect(name).toBe("monitoring");
    expect(parent).not.toContain(TYPE);
    const workloads = ofType(resources, "test:index:Workload");
    expect(workloads).toHaveLength(6);
    for (const workload of workloads) expect(workload.parent).toContain(`${TYPE}::monitoring`);
  });

  it("says where its pages are", async () => {
    let built: Monitoring | undefined;
    await recorded(mode, () => {
      built = monitoring();
    });
    expect(built).toMatchObject({
      prometheusUrl: "https://localhost:9443/prometheus/",
      alertmanagerUrl: "https://localhost:9443/alertmanager/",
      grafanaUrl: "https://localhost:9443/grafana/",
      warnings: [],
    });
  });

  it("warns that nobody is told, and has no Grafana to show", async () => {
    let built: Monitoring | undefined;
    await recorded(mode, () => {
      built = monitoring({ receiver: { kind: "log" }, grafana: undefined });
    });
    expect(built?.grafanaUrl).toBeUndefined();
    expect(built?.warnings).toEqual([expect.stringContaining("sent to nobody")]);
  });
});

function monitoring(changes: Partial<MonitoringArgs> = {}): Monitoring {
  const runtime = recordingRuntime({ registers: "test:index:Workload" });
  return new Monitoring("monitoring", { ...exampleArgs(), runtime, ...changes });
}
