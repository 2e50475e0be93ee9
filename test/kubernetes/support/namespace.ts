import { kubectl, list } from "./kubectl";
import { until } from "./until";

/** A namespace that no other run uses: two runs on one cluster must not meet. */
export function namespaceOfRun(purpose: string): string {
  return `vp-${purpose}-${process.pid}-${Date.now().toString(36)}`;
}

/** What the cluster still holds of a run: namespaces, volumes and priority classes whose name or claim begins with it. */
export async function remainsOf(prefix: string): Promise<string[]> {
  const objects = await list("namespaces,persistentvolumes,priorityclasses");
  return objects
    .filter(({ metadata, spec }) => metadata.name.startsWith(prefix) || spec?.claimRef?.namespace?.startsWith(prefix))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** Removes what a run that failed has left, and waits until it is gone. */
export async function removeRemains(prefix: string): Promise<void> {
  for (const object of await remainsOf(prefix)) {
    const [kind = "", name = ""] = object.split(" ");
    await kubectl(["delete", kind, name, "--wait=false", "--ignore-not-found"]);
  }
  await until(`everything of ${prefix} is gone`, async () => (await remainsOf(prefix)).length === 0);
}
