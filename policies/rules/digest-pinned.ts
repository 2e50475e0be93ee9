import { resourceRule } from "../rule";
import { known } from "../value";
import { imagesOf, isPinned, NAMES_IMAGES } from "../view/image";

export const digestPinned = resourceRule(NAMES_IMAGES, {
  name: "digest-pinned",
  description: "An image of production is pinned by its digest, or built here from files of the project.",
  why: "A registry can give another content under the same tag; a digest is the content.",
  onlyIn: "production",
  judge: (resource) =>
    imagesOf(resource).flatMap(({ title, reference, built }) => {
      const name = known(reference);
      if (!name || built || isPinned(name)) return [];
      const fix = `name it ${name.replace(/@.*$/, "")}@sha256:… with the digest that \`docker buildx imagetools inspect ${name}\` prints; for the platform's own in the stack's config, under images or slots.<slot>.image`;
      return [{ which: title, what: `its image ${name} has no digest`, fix }];
    }),
});
