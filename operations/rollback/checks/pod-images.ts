import type { Resource } from "../../checkpoint";
import type { Verdict } from "../verdict";
import { canonical, imageName } from "../workloads/image-name";
import { containersOf } from "../workloads/pod-specs";
import type { RegistrySays } from "../workloads/registry";

/** An image that recorded pods run. */
export interface PodImage {
  readonly reference: string;
  /** A node asks the registry each time it starts a pod, even for what it has. */
  readonly always: boolean;
}

export interface PodImageFacts {
  /** Canonical names of what the nodes have; a node tells only its largest images, so one may be there and not named. */
  readonly onNodes: ReadonlySet<string>;
  readonly registry: (reference: string) => RegistrySays;
}

export function podImages(resources: readonly Resource[]): readonly PodImage[] {
  const found = new Map<string, PodImage>();
  for (const { image, imagePullPolicy } of resources.flatMap(containersOf)) {
    if (!image) continue;
    const always = imagePullPolicy ? imagePullPolicy === "Always" : !isNamed(image);
    found.set(image, { reference: image, always: always || found.get(image)?.always === true });
  }
  return [...found.values()];
}

/** Without digest or version, a name means whatever is newest. */
function isNamed(reference: string): boolean {
  const { tag = "latest", digest } = imageName(reference);
  return digest !== undefined || tag !== "latest";
}

/** The cluster pulls images itself, so what counts is whether it could. */
export function judgePodImages(wanted: readonly PodImage[], facts: PodImageFacts): Verdict {
  const check = "images";
  const all = wanted.map(({ reference, always }) => {
    const there = facts.onNodes.has(canonical(reference));
    return { reference, always, there, says: facts.registry(reference) };
  });
  const gone = all.filter(({ always, there, says }) => "has" in says && !says.has && (always || !there));
  if (gone.length > 0) {
    const remedy = "push them again by the same digest, or choose another release";
    return { check, answer: "no", says: `no longer in their registry: ${list(gone)}`, remedy };
  }
  const vague = all.filter(({ reference }) => !isNamed(reference));
  if (vague.length > 0) {
    const says = `neither digest nor version says which they were: ${list(vague)}`;
    return { check, answer: "unknown", says, remedy: "see which they are today, then --accept images" };
  }
  const unseen = all.filter(({ there, says }) => "why" in says && !there);
  if (unseen.length > 0) {
    const says = `on no node that tells, and nobody could ask for ${list(unseen)}: ${reasons(unseen)}`;
    return { check, answer: "unknown", says, remedy: "see that the nodes can pull them, then --accept images" };
  }
  return trusting(all);
}

interface Judged extends PodImage {
  readonly says: RegistrySays;
}

/** Everything can be had, as far as one can see. */
function trusting(all: readonly Judged[]): Verdict {
  const check = "images";
  const asked = all.filter(({ always, says }) => always && "why" in says);
  const nodesOnly = all.filter(({ says }) => "has" in says && !says.has);
  const byTag = all.filter(({ reference }) => imageName(reference).digest === undefined);
  const doubts = [
    ...(asked.length > 0 ? [`on a node, whose registry could not be asked from here: ${reasons(asked)}`] : []),
    ...(nodesOnly.length > 0 ? [`on a node and no longer in their registry: ${list(nodesOnly)}`] : []),
    ...(byTag.length > 0 ? [`named by a tag, which may have been moved since: ${list(byTag)}`] : []),
  ];
  if (doubts.length > 0) return { check, answer: "warning", says: doubts.join("; ") };
  return { check, answer: "yes", says: `${all.length} images can be had by their digest` };
}

function list(images: readonly PodImage[]): string {
  return images.map(({ reference }) => reference).join(", ");
}

function reasons(images: readonly Judged[]): string {
  return [...new Set(images.flatMap(({ says }) => ("why" in says ? [says.why] : [])))].join("; ");
}
