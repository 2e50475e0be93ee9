import { describe, expect, it } from "vitest";
import { judgePreview } from "../../../../operations/rollback/judge";
import { lines, type Report, sorted } from "../../../../operations/rollback/report";
import { urn } from "../checkpoint/support";

const step = (op: string, name: string, type = "thing:index:Thing") => ({ op, urn: urn(name, type), type });

const REPORT: Report = {
  stack: "dev",
  release: 3,
  ok: true,
  path: "full",
  seconds: { engine: 4, total: 9.25, health: 0.1 },
  created: ["api-blue"],
  changed: ["gateway-ready"],
  replaced: [],
  deleted: ["extra"],
  kept: ["data"],
  config: ["shop:activeSlot"],
  services: { running: 12, total: 12 },
  proof: { exact: true, compared: 40, differences: [] },
  health: { health: "good", because: "blue answers", seconds: 0.1 },
  back: "npx vp rollback --stack dev --to 5",
};

describe("the report of a rollback", () => {
  it("says time, services, configuration, what happened to what, proof, health and the way back", () => {
    const text = lines(REPORT).join("\n");
    for (const said of [
      "release 3 of dev runs again",
      "9.3 s (full path; engine 4.0 s)",
      "12 of 12 run",
      "shop:activeSlot",
      "api-blue",
      "extra",
      "data",
      "40 resources are as recorded",
      "good: blue answers",
      "npx vp rollback --stack dev --to 5",
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain("replaced");
  });

  it("names what is not as recorded", () => {
    const differences = [{ urn: urn("a"), what: "protect" }];
    const text = lines({ ...REPORT, ok: false, proof: { exact: false, compared: 40, differences } }).join("\n");
    expect(text).toContain("is NOT what runs");
    expect(text).toContain("a: protect");
  });

  it("sorts the engine's steps by what they did, without what only the engine cares about", () => {
    const steps = [
      step("create", "new"),
      step("create-replacement", "other"),
      step("replace", "other"),
      step("delete-replaced", "other"),
      step("delete", "old"),
      step("update", "changed"),
      step("create", "default_1", "pulumi:providers:thing"),
      step("update", "shop-dev", "pulumi:pulumi:Stack"),
    ];
    expect(sorted(steps)).toEqual({ created: ["new"], changed: ["changed"], replaced: ["other"], deleted: ["old"] });
  });
});

describe("the engine's own preview", () => {
  const preview = { ok: true, output: "", steps: [], changes: {}, errors: [], seconds: 1 };

  it("answers for itself", () => {
    expect(judgePreview({ ...preview, changes: { create: 2 } })).toMatchObject({ answer: "yes", says: "2 create" });
    expect(judgePreview(preview).says).toBe("nothing to change");
  });

  it("tells what is in the way from what cannot be reached", () => {
    const failed = (error: string) => judgePreview({ ...preview, ok: false, errors: [error] }).answer;
    expect(failed("unable to replace resource: marked for protection")).toBe("no");
    expect(failed("failed to connect to any docker daemon")).toBe("unknown");
    expect(failed("the stack is currently locked by 1 lock(s)")).toBe("unknown");
  });
});
