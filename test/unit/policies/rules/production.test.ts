import { describe, expect, it } from "vitest";
import { disruptionBudget } from "../../../../policies/rules/disruption-budget";
import { protectedData } from "../../../../policies/rules/protected-data";
import { replicas } from "../../../../policies/rules/replicas";
import { budget, container, controller, labelled, pod, service } from "../shapes";
import { type Given, UNKNOWN_TEXT, verdict } from "../support";

const volume = (more: Partial<Given> = {}): Given => ({
  type: "docker:index/volume:Volume",
  name: "thing-data",
  props: { name: "thing-data" },
  ...more,
});
const QDRANT = { within: ["vector-platform:data:Qdrant"] };
const claims = { volumeClaimTemplates: [{ metadata: { name: "data" } }] };
const set = (more: Partial<Given> = {}, spec: object = claims) =>
  controller(pod(), { kind: "StatefulSet", spec: { ...spec } }, more);
const namespace = (more: Partial<Given> = {}): Given => ({
  type: "kubernetes:core/v1:Namespace",
  name: "space",
  props: { metadata: { name: "space" } },
  ...more,
});
const collection = (protect: boolean): Given => ({
  type: "vector-platform:index:Collection",
  name: "collections-general",
  props: { name: "general" },
  protect,
  within: ["vector-platform:data:Collections"],
});

describe("protected-data", () => {
  it.each([
    ["a protected volume of a data service", [volume({ ...QDRANT, protect: true })]],
    [
      "a volume that holds files of the configuration",
      [volume({ ...QDRANT, props: { labels: [{ label: "vector-platform.directory", value: "/etc" }] } })],
    ],
    ["what monitoring keeps", [volume({ within: ["vector-platform:observability:Monitoring"] })]],
    ["the cache", [volume({ within: ["vector-platform:data:Redis"] })]],
    ["a protected collection", [collection(true)]],
    [
      "a protected StatefulSet in a protected namespace",
      [set({ ...QDRANT, protect: true }), namespace({ protect: true })],
    ],
    ["a StatefulSet without claims", [set(QDRANT, {})]],
    ["a namespace that holds no data", [namespace()]],
    ["labels that are not known yet", [volume({ ...QDRANT, props: { labels: UNKNOWN_TEXT } })]],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(protectedData, given)).toEqual([]);
  });

  it.each([
    ["a volume of a data service", [volume(QDRANT)], /volume thing-data: it is not protected/],
    ["somebody's own volume", [volume()], /volume thing-data: it is not protected/],
    ["a collection", [collection(false)], /collection general: it is not protected/],
    ["a StatefulSet", [set(QDRANT)], /StatefulSet thing: it is not protected/],
    [
      "the namespace around it",
      [set({ ...QDRANT, protect: true }), namespace()],
      /Namespace space: it is not protected/,
    ],
    [
      "claims that go with it",
      [
        set(
          { ...QDRANT, protect: true },
          { ...claims, persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } },
        ),
      ],
      /claims are deleted with it/,
    ],
    [
      "a claim of somebody",
      [{ type: "kubernetes:core/v1:PersistentVolumeClaim", name: "own", props: {} }],
      /PersistentVolumeClaim own: it is not protected/,
    ],
  ])("refuses %s", async (_, given, what) => {
    expect(await verdict(protectedData, given)).toEqual([expect.stringMatching(what)]);
    expect(await verdict(protectedData, given, "staging")).toBeUndefined();
  });
});

describe("replicas", () => {
  const open = service({ type: "NodePort", ports: [{ port: 8443 }] });
  it.each([
    ["two containers of the API", [labelled("api-blue"), labelled("api-blue")]],
    ["one gateway on Docker", [labelled("gateway")]],
    ["somebody's own container", [container()]],
    ["two pods behind an open Service", [open, controller(pod(), { replicas: 2 })]],
    ["one pod that nobody outside reaches", [service({ ports: [{ port: 80 }] }), controller(pod(), { replicas: 1 })]],
    ["one pod in another namespace", [open, controller(pod(), { metadata: { namespace: "other" } })]],
    ["a number that an autoscaler keeps", [open, controller(pod(), { replicas: UNKNOWN_TEXT })]],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(replicas, given)).toEqual([]);
  });

  it.each([
    [
      "one container of the API",
      [labelled("api-blue"), labelled("api-green"), labelled("api-green")],
      /workload api-blue: it runs once/,
    ],
    ["one pod of the API", [controller(pod(), { name: "api-blue", replicas: 1 })], /Deployment api-blue: it runs once/],
    ["one pod behind an open Service", [open, controller()], /Deployment thing: it runs once/],
  ])("refuses %s", async (_, given, what) => {
    expect(await verdict(replicas, given)).toEqual([expect.stringMatching(what)]);
    expect(await verdict(replicas, given, "development")).toBeUndefined();
  });
});

describe("disruption-budget", () => {
  const two = controller(pod(), { replicas: 2 });
  it.each([
    ["two pods with a budget", [two, budget({ maxUnavailable: 1 })]],
    [
      "a member each with a least number",
      [controller(pod(), { kind: "StatefulSet", replicas: 3 }), budget({ minAvailable: 2 })],
    ],
    ["a single pod", [controller()]],
    ["a budget whose pods are not known yet", [two, budget({ selector: UNKNOWN_TEXT })]],
    ["a number that is not known yet", [controller(pod(), { replicas: UNKNOWN_TEXT })]],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(disruptionBudget, given)).toEqual([]);
  });

  it.each([
    ["two pods without one", [two], /Deployment thing: none selects its 2 pods/],
    ["one for other pods", [two, budget({ maxUnavailable: 1 }, "other")], /none selects/],
    [
      "one that lets none go",
      [two, budget({ minAvailable: 2 })],
      /PodDisruptionBudget thing: it lets none of the 2 pods/,
    ],
    ["one that lets none go, in percent", [two, budget({ maxUnavailable: "0%" })], /lets none/],
  ])("refuses %s", async (_, given, what) => {
    expect(await verdict(disruptionBudget, given)).toEqual([expect.stringMatching(what)]);
    expect(await verdict(disruptionBudget, given, "staging")).toBeUndefined();
  });
});
