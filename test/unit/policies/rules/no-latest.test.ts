import { describe, expect, it } from "vitest";
import { noLatest } from "../../../../policies/rules/no-latest";
import { container, controller, pod } from "../shapes";
import { parts, UNKNOWN_TEXT, verdict } from "../support";

const remoteImage = (name: string, more: object = {}) => ({
  type: "docker:index/remoteImage:RemoteImage",
  name: "thing-image",
  props: { name, ...more },
});
const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("no-latest", () => {
  it.each([
    ["a container with a tag", container()],
    ["a container that runs an image by its id", container({ image: DIGEST })],
    ["an image with a tag", remoteImage("qdrant/qdrant:v1.19.0")],
    ["an image at a registry with a port", remoteImage("registry.example:5000/thing:1.2")],
    ["an image named by its digest alone", remoteImage(`registry.example:5000/thing@${DIGEST}`)],
    ["a tag that only begins like latest", remoteImage("thing:latest-2024.1")],
    ["a Deployment", controller()],
    ["an image that is not known yet", controller(pod({ image: UNKNOWN_TEXT }))],
    ["a whole list of containers that is not known yet", controller({ containers: UNKNOWN_TEXT })],
    ["what runs nothing", { type: "kubernetes:core/v1:ConfigMap", props: { data: { image: "thing:latest" } } }],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(noLatest, [given], "development")).toEqual([]);
  });

  it.each([
    [
      "a container",
      container({ image: "thing:latest" }),
      "container thing: its image thing:latest has the tag latest.",
    ],
    ["an image", remoteImage("redis"), "image thing-image: its image redis has no tag, which means latest."],
    [
      "an image at a registry with a port",
      remoteImage("registry.example:5000/thing"),
      "image thing-image: its image registry.example:5000/thing has no tag, which means latest.",
    ],
    [
      "a StatefulSet",
      controller(pod({ image: "thing:latest" }), { kind: "StatefulSet" }),
      "StatefulSet thing, container main: its image thing:latest has the tag latest.",
    ],
    [
      "an init container",
      controller(pod({}, { initContainers: [{ name: "first", image: "busybox" }] })),
      "Deployment thing, container first: its image busybox has no tag, which means latest.",
    ],
    [
      "a Pod",
      { type: "kubernetes:core/v1:Pod", props: { metadata: { name: "lone" }, spec: pod({ image: "thing" }) } },
      "Pod lone, container main: its image thing has no tag, which means latest.",
    ],
    [
      "a CronJob",
      {
        type: "kubernetes:batch/v1:CronJob",
        name: "nightly",
        props: { spec: { jobTemplate: { spec: { template: { spec: pod({ image: "thing" }) } } } } },
      },
      "CronJob nightly, container main: its image thing has no tag, which means latest.",
    ],
  ])("refuses %s", async (_, given, what) => {
    const [message = "", ...more] = (await verdict(noLatest, [given], "development")) ?? [];
    expect(more).toEqual([]);
    expect(parts(message).what).toBe(what);
    expect(parts(message).why).toMatch(/^Why: `latest` is another program tomorrow/);
    expect(parts(message).fix).toMatch(/^Fix: name a version, e\.g\. \S+:1\.2\.3\.$/);
  });
});
