import { describe, expect, it } from "vitest";
import { capacity } from "../../../../policies/rules/capacity";
import { controller, labelled, pod } from "../shapes";
import { type Given, UNKNOWN_TEXT, verdict } from "../support";

const stack = (vectors: unknown): Given => ({
  type: "pulumi:pulumi:Stack",
  props: { expectedVectors: { general: vectors } },
});
const collection = (changes: object = {}): Given => ({
  type: "vector-platform:index:Collection",
  name: "collections-general",
  props: { name: "general", dimensions: 384, ...changes },
});

const volume = (name: string, gib: number): Given => ({
  type: "docker:index/volume:Volume",
  name: `qdrant-${name}`,
  props: { labels: [{ label: "vector-platform.size-gib", value: `${gib}` }] },
});
const onDocker = (memory: unknown, storage = 5) => [
  labelled("qdrant", { memory }),
  volume("storage", storage),
  volume("snapshots", 5),
];

const claim = (name: string, storage: string) => ({
  metadata: { name },
  spec: { resources: { requests: { storage } } },
});
const onKubernetes = (memory: unknown, storage = "5Gi", replicas = 1) => [
  controller(pod({ resources: { limits: { memory } } }), {
    kind: "StatefulSet",
    name: "qdrant",
    replicas,
    spec: { volumeClaimTemplates: [claim("storage", storage), claim("snapshots", "5Gi")] },
  }),
];

/** 384 dimensions x 4 B x 1.5: a million vectors take 2.1 GiB. */
const MILLION = 1_000_000;

describe("capacity", () => {
  it.each([
    ["what fits on Docker", [...onDocker(4096), collection(), stack(MILLION)]],
    ["what fits on Kubernetes", [...onKubernetes("4Gi"), collection(), stack(MILLION)]],
    ["more on more nodes", [...onKubernetes("4Gi", "5Gi", 3), collection({ shards: 3 }), stack(3 * MILLION)]],
    ["memory that is not known yet", [...onDocker(UNKNOWN_TEXT), collection(), stack(9 * MILLION)]],
    ["vectors that are not known yet", [...onDocker(4096), collection(), stack(UNKNOWN_TEXT)]],
    ["a stack without Qdrant", [collection(), stack(9 * MILLION)]],
    ["a stack that is not ours", [{ type: "pulumi:pulumi:Stack", props: {} }]],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(capacity, given, "development")).toEqual([]);
  });

  it.each([
    [
      "too little memory on Docker",
      [...onDocker(1024), collection(), stack(MILLION)],
      /^qdrant\.memory: .*general 1000000 x 384 .*Fix: raise qdrant\.memory to \d+Gi/s,
    ],
    [
      "too little memory on Kubernetes",
      [...onKubernetes("1Gi"), collection(), stack(MILLION)],
      /^qdrant\.memory: it is "1Gi"/,
    ],
    ["too little disk on Docker", [...onDocker(4096, 1), collection(), stack(MILLION)], /^qdrant\.storage/],
    [
      "too little disk on Kubernetes",
      [...onKubernetes("4Gi", "1Gi"), collection(), stack(MILLION)],
      /^qdrant\.storage/,
    ],
  ])("refuses %s, with the arithmetic", async (_, given, what) => {
    expect(await verdict(capacity, given, "development")).toEqual([expect.stringMatching(what)]);
  });
});
