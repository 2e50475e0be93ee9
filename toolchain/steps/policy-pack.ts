import { join } from "node:path";
import { bundlePack } from "../../policies/bundle";
import { derive } from "../derived";
import type { Layout } from "../layout";
import type { Outcome } from "../steps";

/** The policy pack as the one file that the engine starts; bundled again when a source of it or a dependency changes. */
export async function policyPack(layout: Layout): Promise<Outcome> {
  const inProject = (...names: string[]) => join(layout.project, ...names);
  const sources = ["index.ts", "bundle.ts", "slim-sdk.ts", "environment.ts", "rule.ts", "value.ts", "rules", "view"];
  const into = inProject("policies", "dist");
  const state = await derive(layout, {
    name: "policy-pack",
    from: [
      ...sources.map((name) => inProject("policies", name)),
      // The arithmetic of the capacity rule is the program's own.
      inProject("stacks", "config"),
      inProject("package-lock.json"),
    ],
    into,
    make: () => bundlePack(into),
  });
  return { did: state === "made" ? "bundled policies" : state };
}
