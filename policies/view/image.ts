import type { Resource } from "../rule";
import { at, known, type Maybe, text } from "../value";
import { containersOf, RUNS } from "./containers";
import { DOCKER_CONTAINER, DOCKER_IMAGE } from "./docker";

export const NAMES_IMAGES = [DOCKER_IMAGE, ...RUNS];

/** An image as a resource names it. */
export interface ImageName {
  readonly title: string;
  readonly reference: Maybe<string>;
  /** Made on the spot from files of the project, so that no registry can give another one. */
  readonly built: boolean;
}

/** The id of an image that is there already: it names one content, as a digest does. */
const IMAGE_ID = /^(sha256:)?[0-9a-f]{12,64}$/;
const DIGEST = /@sha256:[0-9a-f]{64}$/;
const TAG = /:([\w][\w.-]{0,127})$/;

export function imagesOf(resource: Resource): ImageName[] {
  if (resource.type === DOCKER_IMAGE) {
    const reference = text(at(resource.props, "name"));
    return [{ title: `image ${resource.name}`, reference, built: at(resource.props, "build") !== undefined }];
  }
  return containersOf(resource)
    .map(({ title, image }): ImageName => ({ title, reference: image, built: false }))
    .filter(({ reference }) => !(resource.type === DOCKER_CONTAINER && IMAGE_ID.test(known(reference) ?? "")));
}

export function isPinned(reference: string): boolean {
  return DIGEST.test(reference);
}

export function tagOf(reference: string): string | undefined {
  return TAG.exec(reference.replace(/@.*$/, ""))?.[1];
}
