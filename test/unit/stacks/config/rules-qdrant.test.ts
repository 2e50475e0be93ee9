import { describe, expect, it } from "vitest";
import type { PlatformConfig } from "../../../../stacks/config";
import { QDRANT_CHECKS, qdrantWarnings } from "../../../../stacks/config/rules-qdrant";
import { load } from "./support";

const COLLECTION = load().collections.mixtral;

/** A development stack whose only collection is `mixtral`. */
function config(qdrant: object, copies = 1, platform: PlatformConfig["platform"] = "docker"): PlatformConfig {
  const base = load();
  const collections = { mixtral: { ...COLLECTION, replicas: copies } } as PlatformConfig["collections"];
  return { ...base, platform, collections, qdrant: { ...base.qdrant, ...qdrant } };
}

const found = (stack: PlatformConfig) =>
  QDRANT_CHECKS.flatMap((check) => check(stack, { given: () => undefined, secrets: new Set() }));

describe("the checks of a Qdrant cluster", () => {
  it("refuse more copies than members, and say what to do", () => {
    expect(found(config({ replicas: 2 }, 3))).toEqual([
      {
        path: ["collections", "mixtral", "replicas"],
        found: "is 3",
        allowed: "at most one copy on each Qdrant node, and there is 2",
        advice: "raise qdrant.replicas to 3, or lower it",
      },
    ]);
    expect(found(config({ replicas: 3 }, 3))).toEqual([]);
  });

  it("refuse one directory for several members", () => {
    const [problem, ...more] = found(config({ replicas: 3, storagePath: "/data/qdrant" }));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ path: ["qdrant", "replicas"], found: "is 3" });
    expect(problem?.allowed).toContain("/data/qdrant");
    expect(found(config({ replicas: 1, storagePath: "/data/qdrant" }))).toEqual([]);
    expect(found(config({ replicas: 3 }))).toEqual([]);
  });

  it("leave the directory on Kubernetes to the rule of that platform", () => {
    expect(found(config({ replicas: 3, storagePath: "/data/qdrant" }, 1, "kubernetes"))).toEqual([]);
  });
});

describe("the warnings of a Qdrant cluster", () => {
  it("name a cluster that no member may leave, and collections that go with their member", () => {
    const [majority, single] = qdrantWarnings(config({ replicas: 2 }));
    expect(majority).toContain("qdrant.replicas is 2");
    expect(single).toContain("collections mixtral have one copy on 2 members");
  });

  it("are none for one server, nor for three members with copies", () => {
    expect(qdrantWarnings(config({ replicas: 1 }))).toEqual([]);
    expect(qdrantWarnings(config({ replicas: 3 }, 2))).toEqual([]);
  });
});
