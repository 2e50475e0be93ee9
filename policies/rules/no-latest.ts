import { resourceRule } from "../rule";
import { known } from "../value";
import { imagesOf, isPinned, NAMES_IMAGES, tagOf } from "../view/image";

export const noLatest = resourceRule(NAMES_IMAGES, {
  name: "no-latest",
  description: "An image is named by a version: by a tag other than `latest`, or by its digest.",
  why: "`latest` is another program tomorrow, so nobody can tell what runs, and no checkpoint can bring it back.",
  judge: (resource) =>
    imagesOf(resource).flatMap(({ title, reference }) => {
      const name = known(reference);
      if (!name || isPinned(name)) return [];
      const tag = tagOf(name);
      if (tag !== undefined && tag !== "latest") return [];
      const what = `its image ${name} has ${tag === undefined ? "no tag, which means latest" : "the tag latest"}`;
      return [{ which: title, what, fix: `name a version, e.g. ${name.replace(/:latest$/, "")}:1.2.3` }];
    }),
});
