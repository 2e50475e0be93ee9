import type { Resource } from "../../checkpoint";
import type { Verdict } from "../verdict";

/** An image that a recorded container runs, and the reference it was found under. */
export interface WantedImage {
  /** `sha256:…`, as the engine that runs it knows it. */
  readonly id: string;
  /** @default - the container named the id itself */
  readonly reference?: string;
}

/** What a Docker engine has: id by id or reference asked for; nothing where it has none. */
export type ImageIds = ReadonlyMap<string, string | undefined>;

export function wantedImages(resources: readonly Resource[]): readonly WantedImage[] {
  const references = new Map(
    resources
      .filter(({ type }) => type === "docker:index/remoteImage:RemoteImage")
      .map(({ inputs, outputs }) => [String(outputs?.imageId), String(inputs?.name)]),
  );
  const ids = resources
    .filter(({ type }) => type === "docker:index/container:Container")
    .map(({ inputs }) => String(inputs?.image));
  return [...new Set(ids)].map((id) => ({
    id,
    ...(references.has(id) && { reference: references.get(id) as string }),
  }));
}

/** @param found undefined when the engine could not be asked */
export function judgeContainerImages(wanted: readonly WantedImage[], found: ImageIds | undefined, why = ""): Verdict {
  const check = "images";
  if (wanted.length === 0) return { check, answer: "yes", says: "no container needs an image" };
  if (!found)
    return {
      check,
      answer: "unknown",
      says: `Docker could not be asked: ${why}`,
      remedy: "start it, or name it in DOCKER_HOST",
    };
  const gone = wanted.filter(({ id, reference = "" }) => !found.get(id) && !reference.includes("@sha256:"));
  if (gone.length > 0) {
    const list = gone.map(({ id, reference }) => reference ?? id).join(", ");
    const remedy = "pull or load the image again (docker pull, docker load), or choose another release";
    return { check, answer: "no", says: `no longer on the Docker engine: ${list}`, remedy };
  }
  // A tag that was built again names another image now, and the replay would take that one.
  const moved = wanted.filter(({ id, reference }) => reference && found.get(id) && found.get(reference) !== id);
  if (moved.length > 0) {
    const list = moved.map(({ reference }) => reference).join(", ");
    const remedy = moved.map(({ id, reference }) => `docker tag ${id} ${reference}`).join(" && ");
    return { check, answer: "no", says: `the name leads to another image now: ${list}`, remedy };
  }
  return { check, answer: "yes", says: `${wanted.length} images are there` };
}
