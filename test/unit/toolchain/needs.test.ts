import { expect, it } from "vitest";
import { needOf } from "../../../toolchain/needs";

function stackFile(...lines: string[]): string {
  return ["config:", ...lines.map((line) => `  vector-platform:${line}`), ""].join("\n");
}

it("takes nothing more for a stack on Docker, for a new one, and for one that the program will refuse", () => {
  expect(needOf(stackFile("environment: development"))).toBe("nothing more");
  expect(needOf("")).toBe("nothing more");
  expect(needOf("config: [")).toBe("nothing more");
});

it("takes a cluster for a stack on Kubernetes that names none", () => {
  expect(needOf(stackFile("platform: kubernetes"))).toBe("provider and cluster");
  expect(needOf(stackFile("platform: kubernetes", "kubernetes: { exposure: NodePort }"))).toBe("provider and cluster");
});

it("takes only the provider for one that names a cluster, however it is written", () => {
  expect(needOf(stackFile("platform: kubernetes", "kubernetes: { context: prod }"))).toBe("provider");
  expect(needOf(stackFile("platform: kubernetes", "kubernetes:\n    context: prod"))).toBe("provider");
  expect(needOf(stackFile("platform: kubernetes", "kubernetes.context: prod"))).toBe("provider");
});

it("takes the cluster for a stack that names just that one", () => {
  const own = stackFile("platform: kubernetes", "kubernetes: { context: vector-platform-local }");
  expect(needOf(own)).toBe("provider and cluster");
});
