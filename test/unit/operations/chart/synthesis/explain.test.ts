import { describe, expect, it } from "vitest";
import { Explainer } from "../../../../../operations/chart/synthesis/explain";
import { AS_NUMBER, type Formula, placeholder } from "../../../../../operations/chart/synthesis/formula";
import type { PlatformConfig } from "../../../../../stacks/config";

const config = (replicas: number, stack: string) => ({ stack, api: { replicas } }) as unknown as PlatformConfig;
const FORMULAS: readonly Formula[] = [
  { of: (c) => c.api.replicas, expression: "int $.Values.api.replicas" },
  { of: (c) => c.api.replicas * 2, expression: "mul 2 (int $.Values.api.replicas)" },
  { of: (c) => c.stack, expression: "$.Release.Name" },
];
const [REPLICAS, TWICE, NAME] = [placeholder(0), placeholder(1), placeholder(2)];
const explainer = new Explainer(FORMULAS, { a: config(17, "stackmarka"), b: config(23, "stackmarkb") });
const explain = (a: unknown, b: unknown) => explainer.explain({ a, b }, "field");

describe("what makes the difference between two runs", () => {
  it("is found for a number, for a whole text and inside of one", () => {
    expect(explain({ replicas: 17 }, { replicas: 23 })).toEqual({ replicas: `${AS_NUMBER}${REPLICAS}` });
    expect(explain("stackmarka", "stackmarkb")).toBe(NAME);
    expect(explain("server stackmarka-17:8000 max 34", "server stackmarkb-23:8000 max 46")).toBe(
      `server ${NAME}-${REPLICAS}:8000 max ${TWICE}`,
    );
  });

  it("is nothing where there is none", () => {
    expect(explain({ port: 17, name: "stackmarka" }, { port: 17, name: "stackmarka" })).toEqual({
      port: 17,
      name: "stackmarka",
    });
  });

  it("is asked for by name where no formula gives it", () => {
    expect(() => explain({ size: 18 }, { size: 24 })).toThrow(/field\.size is "18" in one run and "24" in the other/);
    expect(() => explain({ a: 1 }, { b: 1 })).toThrow(/field \(keys\)/);
    expect(() => explain([1], [1, 2])).toThrow(/field \(length\)/);
  });

  it("is never a guess between two formulas", () => {
    const twice = [
      ...FORMULAS,
      { of: () => "x", expression: "other" },
      { of: (c: PlatformConfig) => c.api.replicas, expression: "twin" },
    ];
    expect(() => new Explainer(twice, { a: config(17, "a"), b: config(23, "b") })).toThrow(/are 17 and 23 alike/);
  });
});
