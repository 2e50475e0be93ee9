import { setTimeout } from "node:timers/promises";
import { attempt, lastLines, run } from "../command";
import { SetUpError } from "../set-up-error";

const TRIES = 5;
const MANIFESTS = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
].join(", ");

/** The part of an image's reference that names it in our registry. */
export function repositoryOf(reference: string): string {
  return reference.replace(/[:@].*$/, "");
}

/**
 * Puts an image of the Docker engine into the registry.
 * @returns its reference there, pinned by digest
 */
export async function push(dockerHost: string, registry: string, reference: string): Promise<string> {
  const there = `${registry}/${reference}`;
  const docker = (...args: string[]) =>
    attempt("docker", args, { env: { DOCKER_HOST: dockerHost }, limitSeconds: 600 });
  await run("docker", ["tag", reference, there], { env: { DOCKER_HOST: dockerHost } });
  try {
    // A registry on a busy machine may break a connection off; layers that arrived are not sent again.
    for (let tries = 1; ; tries++) {
      const pushed = await docker("push", there);
      const digest = digestIn(pushed.output);
      if (pushed.ok && digest) return `${registry}/${repositoryOf(reference)}@${digest}`;
      if (tries === TRIES) throw new SetUpError(`${there} was not accepted:\n${lastLines(pushed.output, 5)}`);
      await setTimeout(tries * 1000);
    }
  } finally {
    // The name was for the push only.
    await docker("image", "rm", there);
  }
}

export function digestIn(output: string): string | undefined {
  return /\bdigest: (sha256:[0-9a-f]{64})/.exec(output)?.[1];
}

/** Whether the registry has an image under that pinned reference. */
export async function has(registry: string, pinned: string): Promise<boolean> {
  const [repository, digest] = pinned.slice(registry.length + 1).split("@");
  const url = `http://${registry}/v2/${repository}/manifests/${digest}`;
  const answer = await fetch(url, {
    method: "HEAD",
    headers: { accept: MANIFESTS },
    signal: AbortSignal.timeout(30_000),
  });
  return answer.ok;
}

export async function answers(registry: string): Promise<boolean> {
  try {
    return (await fetch(`http://${registry}/v2/`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
