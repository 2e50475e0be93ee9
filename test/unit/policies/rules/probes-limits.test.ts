import { describe, expect, it } from "vitest";
import { limits } from "../../../../policies/rules/limits";
import { probes } from "../../../../policies/rules/probes";
import { container, controller, pod } from "../shapes";
import { parts, UNKNOWN_TEXT, verdict } from "../support";

const whats = async (...args: Parameters<typeof verdict>) => (await verdict(...args))?.map((m) => parts(m).what);

describe("probes", () => {
  it.each([
    ["a container with a health check", container()],
    ["a container that is never started", container({ start: false, healthcheck: undefined })],
    ["a task", container({ mustRun: false, healthcheck: undefined })],
    ["a health check that is not known yet", container({ healthcheck: UNKNOWN_TEXT })],
    ["a pod with all three", controller()],
    ["a pod that runs to an end", controller(pod({ readinessProbe: undefined }, { restartPolicy: "Never" }))],
    ["an init container", controller(pod({}, { initContainers: [{ name: "first", image: "a:1" }] }))],
    ["a probe that is not known yet", controller(pod({ livenessProbe: UNKNOWN_TEXT }))],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(probes, [given], "development")).toEqual([]);
  });

  it("refuses a container without a health check, and one that switched the image's off", async () => {
    const expected = ["container thing: it has no health check."];
    expect(await whats(probes, [container({ healthcheck: undefined })])).toEqual(expected);
    expect(await whats(probes, [container({ healthcheck: { tests: ["NONE"] } })])).toEqual(expected);
  });

  it("names each probe that a pod lacks, sidecars included", async () => {
    const without = pod({ startupProbe: undefined, readinessProbe: undefined });
    expect(await whats(probes, [controller(without)])).toEqual([
      "Deployment thing, container main: it has no readiness probe.",
      "Deployment thing, container main: it has no startup probe.",
    ]);
    const sidecar = { name: "side", image: "a:1", restartPolicy: "Always" };
    expect(await whats(probes, [controller(pod({}, { initContainers: [sidecar] }))])).toHaveLength(3);
  });
});

describe("limits", () => {
  it.each([
    ["a container", container()],
    ["a container with a quota in place of cores", container({ cpus: undefined, cpuQuota: 50_000 })],
    ["a container that is never started", container({ start: false, memory: undefined, cpus: undefined })],
    ["limits that are not known yet", container({ memory: UNKNOWN_TEXT, cpus: UNKNOWN_TEXT })],
    ["a pod", controller()],
    ["resources that are not known yet", controller(pod({ resources: UNKNOWN_TEXT }))],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(limits, [given], "development")).toEqual([]);
  });

  it("refuses a container without them", async () => {
    expect(await whats(limits, [container({ memory: 0, cpus: undefined })])).toEqual([
      "container thing: it has no memory.",
      "container thing: it has no cpu.",
    ]);
  });

  it("refuses a pod without requests or limits, a task included", async () => {
    const task = pod({ resources: { limits: { memory: "1Gi" } } }, { restartPolicy: "Never" });
    expect(await whats(limits, [controller(task)])).toEqual([
      "Deployment thing, container main: it has no requests.cpu.",
      "Deployment thing, container main: it has no requests.memory.",
      "Deployment thing, container main: it has no limits.cpu.",
    ]);
  });
});
