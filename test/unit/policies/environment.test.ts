import { afterEach, describe, expect, it, vi } from "vitest";
import { environment } from "../../../policies/environment";

afterEach(() => vi.unstubAllEnvs());

describe("the environment that a stack is judged for", () => {
  it.each(["development", "staging", "production"])("is the one that its configuration names: %s", (name) => {
    vi.stubEnv("PULUMI_CONFIG", JSON.stringify({ "vector-platform:environment": name }));
    expect(environment()).toBe(name);
  });

  it.each([
    undefined,
    "",
    "{}",
    "no JSON",
    '{"vector-platform:environment": "dev"}',
    '{"other:environment": "staging"}',
  ])("is production where nobody says otherwise: %s", (config) => {
    vi.stubEnv("PULUMI_CONFIG", config);
    expect(environment()).toBe("production");
  });
});
