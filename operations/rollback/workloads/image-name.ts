/** A reference to an image, in its parts. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

const HUB = "docker.io";

/** As container runtimes read it: what has no registry in front is of Docker's own. */
export function imageName(reference: string): ImageName {
  const [named = "", digest] = reference.split("@");
  const [, path = named, tag] = /^(.*?)(?::([^/:]+))?$/.exec(named) ?? [];
  const [first = "", ...rest] = path.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const registry = hasRegistry ? first : HUB;
  const repository = hasRegistry ? rest.join("/") : path;
  return {
    registry,
    repository: registry === HUB && !repository.includes("/") ? `library/${repository}` : repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** One spelling for all references to the same image: by its digest where it has one, else by its tag. */
export function canonical(reference: string): string {
  const { registry, repository, tag = "latest", digest } = imageName(reference);
  return `${registry}/${repository}${digest ? `@${digest}` : `:${tag}`}`;
}
