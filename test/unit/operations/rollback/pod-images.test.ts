import { describe, expect, it } from "vitest";
import { judgePodImages, type PodImage, podImages } from "../../../../operations/rollback/checks/pod-images";
import type { RegistrySays } from "../../../../operations/rollback/workloads/registry";
import { resource } from "../checkpoint/support";

const DIGEST = `@sha256:${"0".repeat(64)}`;
const HAS = { has: true };
const LACKS = { has: false };
const SILENT = { why: "the registry wants a login" };

describe("the images of recorded pods", () => {
  it("are those of every container, whatever makes the pod", () => {
    const spec = (...images: string[]) => ({ containers: images.map((image) => ({ image })) });
    const found = podImages([
      resource("a", {
        type: "kubernetes:apps/v1:Deployment",
        inputs: {
          spec: {
            template: {
              spec: { ...spec("api:1"), initContainers: [{ image: "check:1", imagePullPolicy: "Always" }] },
            },
          },
        },
      }),
      resource("b", { type: "kubernetes:core/v1:Pod", inputs: { spec: spec("api:1", "newest") } }),
      resource("c", {
        type: "kubernetes:batch/v1:CronJob",
        inputs: { spec: { jobTemplate: { spec: { template: { spec: spec("job:1") } } } } },
      }),
      resource("d", { type: "kubernetes:core/v1:Service", inputs: { spec: { ports: [] } } }),
      resource("e", { type: "other:index:Thing", inputs: { spec: spec("no:1") } }),
    ]);
    expect(found).toEqual([
      { reference: "check:1", always: true },
      { reference: "api:1", always: false },
      { reference: "newest", always: true },
      { reference: "job:1", always: false },
    ]);
  });

  it.each<[string, string, boolean, boolean, RegistrySays]>([
    // answer, reference, asked each time, on a node, what the registry says
    ["yes", `h/api${DIGEST}`, true, true, HAS],
    ["yes", `h/api${DIGEST}`, true, false, HAS],
    ["yes", `h/api${DIGEST}`, false, true, SILENT],
    ["no", `h/api${DIGEST}`, true, true, LACKS],
    ["no", `h/api${DIGEST}`, false, false, LACKS],
    ["warning", `h/api${DIGEST}`, false, true, LACKS],
    ["warning", `h/api${DIGEST}`, true, true, SILENT],
    ["unknown", `h/api${DIGEST}`, true, false, SILENT],
    ["warning", "h.x/api:1", true, true, HAS],
    ["unknown", "h.x/api:latest", true, true, HAS],
    ["unknown", "h.x/api", true, true, HAS],
  ])("answer %s for %s (always pulled: %s, on a node: %s, registry: %o)", (answer, reference, always, there, says) => {
    const onNodes = new Set(there ? [reference.startsWith("h/") ? `docker.io/${reference}` : reference] : []);
    const wanted: PodImage[] = [{ reference, always }];
    expect(judgePodImages(wanted, { onNodes, registry: () => says }).answer).toBe(answer);
  });

  it("say why, and what to do", () => {
    const wanted = [{ reference: `h/api${DIGEST}`, always: true }];
    const judged = (says: RegistrySays) => judgePodImages(wanted, { onNodes: new Set(), registry: () => says });
    expect(judged(LACKS)).toMatchObject({
      says: expect.stringContaining("h/api@"),
      remedy: expect.stringContaining("push"),
    });
    expect(judged(SILENT)).toMatchObject({
      says: expect.stringContaining("wants a login"),
      remedy: expect.stringContaining("--accept images"),
    });
  });
});
