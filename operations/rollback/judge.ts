import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Opened, planReplay, type Ran, STACK_TYPE } from "../checkpoint";
import { judgeAssets, wantedAssets } from "./checks/assets";
import { judgeMigrations, migrationsOf } from "./checks/migrations";
import { judgePlugins, wantedPlugins } from "./checks/plugins";
import { judgeHooks, judgeLock, judgeProtected } from "./checks/protected";
import { judgeStorage, storedBy } from "./checks/storage";
import { lookAtAsset, lookForPlugins } from "./facts";
import type { Both, StackAt } from "./situation";
import type { Verdict } from "./verdict";
import { judgeImages, workloadsOf } from "./workloads";

/** Every question that can be answered without the engine's own preview. Nothing is touched. */
export async function judge({ recorded, today }: Both, { target, history }: StackAt): Promise<readonly Verdict[]> {
  const { resources } = recorded;
  const installed = lookForPlugins(target);
  const [images, locks] = await Promise.all([judgeImages(workloadsOf(resources)), history.locks()]);
  const kept = planReplay(recorded, today).registrations.filter(({ origin }) => origin === "kept");
  return [
    { check: "checkpoint", answer: "yes", says: `whole, ${resources.length} resources` },
    { check: "secrets", answer: "yes", says: "every secret can be read" },
    judgeLock(locks),
    ...images,
    judgeAssets(wantedAssets(resources), lookAtAsset(target.project)),
    judgePlugins(
      wantedPlugins(resources),
      "found" in installed ? installed.found : undefined,
      ofProject(target.project),
    ),
    judgeStorage(storedBy(resources), storedBy(today.resources)),
    judgeMigrations(migrationsOf(outputsOf(recorded)), migrationsOf(outputsOf(today))),
    judgeProtected(kept.map(({ resource }) => resource)),
    judgeHooks(resources),
  ];
}

/** What the engine said when it was asked to show what it would do. */
export function judgePreview(preview: Ran): Verdict {
  const check = "preview";
  if (preview.ok) return { check, answer: "yes", says: inWords(preview.changes) };
  const errors = preview.errors.length > 0 ? preview.errors : [preview.output.trim().split("\n").at(-1) ?? ""];
  const says = errors.join("; ");
  const unreachable = /connect|unreachable|timed? ?out|no such host|permission denied|locked/i.test(says);
  if (unreachable) return { check, answer: "unknown", says, remedy: "make it reachable, then ask again" };
  return { check, answer: "no", says, remedy: "choose another release, or remove what is in the way" };
}

export function inWords(changes: Readonly<Record<string, number>>): string {
  const all = Object.entries(changes).map(([op, count]) => `${count} ${op}`);
  return all.length > 0 ? all.join(", ") : "nothing to change";
}

/** Packages whose plugin lies in the project, as its Pulumi.yaml says. */
function ofProject(project: string): readonly string[] {
  const file = join(project, "Pulumi.yaml");
  const settings = existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
  const providers = (settings as { plugins?: { providers?: { name: string }[] } } | undefined)?.plugins?.providers;
  return (providers ?? []).map(({ name }) => name);
}

function outputsOf({ resources }: Opened) {
  return resources.find(({ type }) => type === STACK_TYPE)?.outputs;
}
