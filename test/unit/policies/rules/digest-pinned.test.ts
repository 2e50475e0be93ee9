import { describe, expect, it } from "vitest";
import { digestPinned } from "../../../../policies/rules/digest-pinned";
import { container, controller, pod } from "../shapes";
import { type Given, parts, UNKNOWN_TEXT, verdict } from "../support";

const PINNED = `thing:1.2.3@sha256:${"ab".repeat(32)}`;
const remoteImage = (props: Given["props"]): Given => ({
  type: "docker:index/remoteImage:RemoteImage",
  name: "thing-image",
  props,
});

describe("digest-pinned", () => {
  it.each([
    ["a pinned image", remoteImage({ name: PINNED })],
    ["an image that is built here", remoteImage({ name: "thing:1.2.3", build: { context: "services/thing" } })],
    ["an image that is not known yet", remoteImage({ name: UNKNOWN_TEXT })],
    ["a container that runs an image by its id", container({ image: `sha256:${"ab".repeat(32)}` })],
    ["a Deployment", controller(pod({ image: PINNED }))],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(digestPinned, [given])).toEqual([]);
  });

  it.each([
    ["an image", remoteImage({ name: "thing:1.2.3" }), "image thing-image: its image thing:1.2.3 has no digest."],
    ["a container", container({ image: "thing:1.2.3" }), "container thing: its image thing:1.2.3 has no digest."],
    [
      "a DaemonSet",
      controller(pod({ image: "thing:1.2.3@sha256:abc" }), { kind: "DaemonSet" }),
      "DaemonSet thing, container main: its image thing:1.2.3@sha256:abc has no digest.",
    ],
  ])("refuses %s", async (_, given, what) => {
    const [message = "", ...more] = (await verdict(digestPinned, [given])) ?? [];
    expect(more).toEqual([]);
    expect(parts(message)).toMatchObject({ what, fix: expect.stringMatching(/thing:1\.2\.3@sha256:…/) });
  });

  it.each(["development", "staging"])("says in %s that it does not apply", async (environment) => {
    expect(await verdict(digestPinned, [remoteImage({ name: "thing:1.2.3" })], environment)).toBeUndefined();
  });

  it.each([undefined, "produktion"])("judges a stack whose environment is %s as production", async (environment) => {
    expect(await verdict(digestPinned, [remoteImage({ name: "thing:1.2.3" })], environment ?? "")).toHaveLength(1);
  });
});
